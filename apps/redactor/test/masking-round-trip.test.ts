import { createRestorer, restore, type VaultEntry } from '@rollcall/vault';
import { describe, expect, it } from 'vitest';
import { maskDocument } from '../src/mask-document.ts';
import { planMasking } from '../src/mask-plan.ts';
import { readMaskingPolicy } from '../src/masking-policy.ts';

/** Numbers from 0 to 1 that are the same in every run (a linear congruential generator, Numerical Recipes). */
const randomOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
};

const pick = <T>(random: () => number, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)]!;

const values = [
  'Mr. Imre Szabo',
  'Ms. Ysolde Vanterpool',
  'maria.rossi@example.org',
  '+44 20 7946 0958',
  '4111 1111 1111 1111',
  'GB82 WEST 1234 5698 7654 32',
  'SSN 219-09-9999',
  '192.168.17.4',
];

/** What a restorer might take for its own, and brackets that a value may stand between. */
const traps = [
  ...[
    '<PERSON_1>',
    'PERSON_1',
    '<person 2>',
    'PERSON_',
    'EMAIL_ADDRESS_1',
    '&lt;PHONE_NUMBER_1&gt;',
    '[URL_1]',
  ],
  ...['<', '>', '<<', '>>', '\\', '[', ']', '{{', '}}', '_1', '&lt;', '%3C', "'s", '’s', '1', '-', '*', '/'],
  // Combining marks, joiners, text from right to left with its marks of direction, lone halves of pairs.
  ...['\u0301', '\u200d', '\u200b', '\ufe0f', 'שלום ', ' مرحبا', '\u202e', '\u2067', '\ud83d', '\ude00'],
];

/** A character of any plane, lone surrogates and control characters included. */
const anyCharacter = (random: () => number): string => {
  const most = pick(random, [0x7f, 0x7f, 0x24f, 0x7ff, 0xffff, 0x10_ffff]);
  return String.fromCodePoint(Math.floor(random() * (most + 1)));
};

const randomText = (random: () => number): string =>
  Array.from({ length: 1 + Math.floor(random() * 12) }, () => {
    const kind = random();
    if (kind < 0.3) return pick(random, values);
    if (kind < 0.6) return pick(random, traps);
    if (kind < 0.8) return pick(random, [' ', '\n', ', ', ' met ', '. ']);
    return Array.from({ length: 1 + Math.floor(random() * 8) }, () => anyCharacter(random)).join('');
  }).join('');

const policy = readMaskingPolicy({});

/** What comes out of a stream of UTF-8 that is cut at two bytes. */
const streamedAsBytes = (text: string, random: () => number, entries: readonly VaultEntry[]): string => {
  const bytes = new TextEncoder().encode(text);
  const places = [random(), random()].map((share) => Math.floor(share * (bytes.length + 1)));
  const [first = 0, second = 0] = places.toSorted((a, b) => a - b);
  const restorer = createRestorer(entries);
  const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
  return pieces.map((piece) => restorer.push(piece)).join('') + restorer.end();
};

/** The text with every value in the spelling that is restored: a person's fullest name, the first of several spellings. */
const expected = (text: string): string => {
  const [found = []] = planMasking([text], policy).found;
  let read = 0;
  const pieces = found.flatMap(({ start, end, original }) => {
    const before = text.slice(read, start);
    read = end;
    return [before, original];
  });
  return pieces.join('') + text.slice(read);
};

describe('masking and restoring', () => {
  it('give ten thousand random Unicode texts back as they were', () => {
    const random = randomOf(2026);
    let changed = 0;
    let masked = 0;
    for (let round = 0; round < 10_000; round += 1) {
      const text = randomText(random);
      const result = maskDocument(
        { messages: [{ role: 'user', content: text }], passages: [] },
        { policy: 'mask' },
      );
      const restored = restore(result.masked.question, result.entries).text;
      if (restored !== text) {
        expect(restored, JSON.stringify(text)).toBe(expected(text));
        changed += 1;
      }
      if (result.entries.length > 0) masked += 1;
      const restorer = createRestorer(result.entries);
      const cut = Math.floor(random() * result.masked.question.length);
      const streamed =
        restorer.push(result.masked.question.slice(0, cut)) +
        restorer.push(result.masked.question.slice(cut)) +
        restorer.end();
      expect(streamed).toBe(restored);
      // As bytes a lone half of a pair is a replacement character.
      const wellFormed = result.masked.question.toWellFormed();
      expect(streamedAsBytes(wellFormed, random, result.entries)).toBe(
        restore(wellFormed, result.entries).text,
      );
    }
    expect(masked).toBeGreaterThan(5000);
    // Those in which one value stands in two spellings.
    expect(changed).toBeLessThan(500);
  }, 300_000);

  it.each([
    ['<maria.rossi@example.org>'],
    ['C:\\maria.rossi@example.org'],
    ['[maria.rossi@example.org](mailto:maria.rossi@example.org)'],
    ['{{maria.rossi@example.org}} <<maria.rossi@example.org>>'],
    ['&lt;maria.rossi@example.org&gt; and &lt;EMAIL_ADDRESS_1&gt;'],
    ['EMAIL_ADDRESS_1(maria.rossi@example.org)EMAIL_ADDRESS_2'],
    ['\\<EMAIL_ADDRESS_1> \\maria.rossi@example.org <email address 3>'],
  ])('give back %s', (text) => {
    const { masked, entries } = maskDocument(
      { messages: [{ role: 'user', content: text }], passages: [] },
      { policy: 'mask' },
    );
    expect(masked.question).not.toContain('rossi');
    expect(restore(masked.question, entries).text).toBe(text);
  });
});
