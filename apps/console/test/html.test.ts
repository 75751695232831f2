import type { Claim } from '@rollcall/pipeline';
import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../src/pages/answer.ts';
import { count, duration, plural } from '../src/pages/format.ts';
import { html } from '../src/pages/html.ts';

describe('a page template', () => {
  it('escapes every value, in text and in attributes', () => {
    const hostile = `"><script>alert('x')</script>&`;
    expect(html`<a title="${hostile}">${hostile}</a>`.toString()).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</a>',
    );
  });

  it('leaves its own markup as it is and joins lists', () => {
    expect(html`<ul>${['a', '<b>'].map((item) => html`<li>${item}</li>`)}</ul>`.toString()).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
    );
  });

  it('shows nothing for what is not there, and shows zero', () => {
    expect(html`[${undefined}${null}${false}${0}${''}]`.toString()).toBe('[0]');
  });
});

describe('figures', () => {
  it.each([
    [0, '0 ms'],
    [0.2, '<1 ms'],
    [4.26, '4.3 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [12_340, '12.3 s'],
    [125_000, '2 m 05 s'],
    [11_040_000, '3 h 04 m'],
    [180_000_000, '2 d 02 h'],
    [null, '–'],
  ])('%s ms reads as %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('groups thousands and minds the plural', () => {
    expect(count(1234567)).toBe('1\u202f234\u202f567');
    expect(count(null)).toBe('–');
    expect([plural(1, 'span'), plural(2, 'span')]).toEqual(['1 span', '2 spans']);
  });
});

describe('an answer with claims', () => {
  const claim = (text: string, start: number): Claim => ({
    text,
    start,
    end: start + text.length,
    kind: 'claim',
    score: 1,
    supported: true,
    citations: [],
    reasons: [],
    unsupportedSpans: [],
  });

  it('is cut at its claims, with the text between them kept', () => {
    const answer = 'So: one. Two. End';
    const [one, two] = [claim('one.', 4), claim('Two.', 9)];
    expect(segmentsOf(answer, [two, one])).toEqual([
      { text: 'So: ' },
      { text: 'one.', claim: one },
      { text: ' ' },
      { text: 'Two.', claim: two },
      { text: ' End' },
    ]);
  });

  it('stays in one piece where the claims are of the masked answer', () => {
    expect(segmentsOf('Ada Byron came.', [claim('<PERSON_1> came.', 0)])).toEqual([
      { text: 'Ada Byron came.' },
    ]);
  });
});
