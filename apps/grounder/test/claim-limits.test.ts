import { verdict as verdictShape } from '@rollcall/pipeline';
import { describe, expect, it } from 'vitest';
import { verifiedAtMost } from '../src/claim-limits.ts';
import { statementsOf } from '../src/claims.ts';
import { verifyAnswer } from '../src/support.ts';

const passages = [{ id: 'lease', text: 'The deposit is 400 euros and is due on 5 March 2024.' }];
const repeated = (times: number) => Array(times).fill('The deposit is 400 euros [1].').join(' ');
const different = (count: number) =>
  Array.from({ length: count }, (_, index) => `The deposit of flat ${index} is 400 euros.`).join(' ');
const check = (answer: string) => verifyAnswer({ answer, passages });

describe('an answer that says the same again and again', () => {
  it('is checked to its end, each claim at its own place', () => {
    const answer = repeated(2000);
    const verdict = check(answer);
    expect(verdict).toMatchObject({ supported: true });
    expect(verdict).not.toHaveProperty('unchecked');
    expect(verdict.claims).toHaveLength(2000);
    for (const { text, start, end } of verdict.claims) expect(answer.slice(start, end)).toBe(text);
  });

  it('marks the unsupported words where they stand in each of them', () => {
    const answer = 'The deposit is 900 euros. The deposit is 900 euros.';
    const spans = check(answer).claims.flatMap(({ unsupportedSpans }) => unsupportedSpans);
    expect(spans.map(({ start, end }) => answer.slice(start, end))).toEqual(['900', '900']);
    expect(new Set(spans.map(({ start }) => start)).size).toBe(2);
  });

  it('scores as the whole answer does, so often as it says it', () => {
    const [once] = check('The deposit is 400 euros. Rain falls in Ghent.').claims;
    const [often] = check(`${repeated(20)} Rain falls in Ghent.`).claims;
    expect(often!.score).toBeGreaterThan(once!.score);
  });
});

describe('an answer with more claims than are verified', () => {
  const answer = different(verifiedAtMost.claims + 5);
  const verdict = check(answer);

  it('says which were not checked, and is not supported', () => {
    expect(verdict).toMatchObject({ supported: false, score: 0, unchecked: 5 });
    const unchecked = verdict.claims.filter(({ reasons }) =>
      reasons.some(({ code }) => code === 'unchecked'),
    );
    expect(unchecked).toEqual(verdict.claims.slice(-5));
    for (const { supported, citations, start, end, unsupportedSpans } of unchecked) {
      expect({ supported, citations }).toEqual({ supported: false, citations: [] });
      expect(unsupportedSpans).toEqual([{ start, end }]);
    }
  });

  it('has the shape of every verdict, and is the same each time', () => {
    expect(verdictShape.parse(verdict)).toEqual(verdict);
    expect(check(answer)).toEqual(verdict);
  });

  it('is checked as far as its characters reach, where its claims are long', () => {
    const long = Array.from({ length: 40 }, (_, at) => `Flat ${at} ${'has rooms and '.repeat(60)}a door.`);
    const { claims, unchecked } = check(long.join(' '));
    const checked = claims.slice(0, claims.length - unchecked!);
    expect(checked.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(
      verifiedAtMost.characters,
    );
    expect(checked.length).toBeGreaterThan(10);
  });

  it('is checked less far beside very long sources', () => {
    const text = Array.from({ length: 5000 }, (_, at) => `Rule ${at} holds.`).join(' ');
    const { unchecked } = verifyAnswer({ answer, passages: [...passages, { id: 'rules', text }] });
    expect(unchecked).toBe(verifiedAtMost.claims + 5 - Math.ceil(verifiedAtMost.comparisons / 5001));
  });
});

describe('a text without sentences or spaces', () => {
  const shapes: [string, string][] = [
    ['one word', 'a'],
    ['signs of a script without spaces', '漢字'],
    ['letters with accents', 'é'],
    ['digits', '1'],
    ['full stops', '. '],
    ['acronyms', 'A.'],
    ['openings of placeholders', '<A_'],
    ['openings of marks', '[1'],
    ['bars', '| a '],
    ['quotation marks', '"'],
    ['colons', 'a: '],
  ];

  // What takes quadratic time takes minutes here.
  it.each(shapes)('has a verdict as answer and as source, however long: %s', (_, piece) => {
    const answer = piece.repeat(100_000 / piece.length);
    const text = piece.repeat(100_000 / piece.length);
    const verdict = verifyAnswer({ answer, passages: [...passages, { id: 'long', text }] });
    expect(verdictShape.parse(verdict)).toEqual(verdict);
    const [claim] = verifyAnswer({
      answer: repeated(1),
      passages: [...passages, { id: 'long', text }],
    }).claims;
    expect(claim).toMatchObject({ supported: true, citations: [{ passageId: 'lease' }] });
  });
});

it('what follows the last statement that is split off is one more, to the end of the answer', () => {
  const statements = statementsOf('One door. Two doors.\n\n- Three doors. Four doors.', 2);
  expect(statements.map(({ text }) => text)).toEqual([
    'One door.',
    'Two doors.',
    '- Three doors. Four doors.',
  ]);
  expect(statements.at(-1)).toMatchObject({ isRest: true, kind: 'claim' });
  expect(statementsOf('One door. Two doors.', 2)).toHaveLength(2);
});
