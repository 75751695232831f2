import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { removeUnsupported } from '../../src/policies/remove-unsupported.ts';
import { verifyAnswer } from '../../src/support.ts';
import { awkwardText } from '../generated-text.ts';

const passages = [
  {
    id: 'lease',
    text: 'The deposit is 400 euros and is due on 5 March 2024. The tenant <PERSON_1> may keep dogs.',
  },
];

const removed = (answer: string) => {
  const removal = removeUnsupported(answer, verifyAnswer({ answer, passages }));
  if (removal !== undefined) {
    const { claims } = removal.verdict;
    for (const { text, start, end } of claims) expect(removal.answer.slice(start, end)).toBe(text);
    expect(claims.every(({ supported }) => supported)).toBe(true);
  }
  return removal;
};

describe('what is left of an answer without its unsupported sentences', () => {
  it.each<[string, string, string]>([
    [
      'one in the middle',
      'The deposit is 400 euros [1]. The deposit is 900 euros. <PERSON_1> may keep dogs.',
      'The deposit is 400 euros [1]. <PERSON_1> may keep dogs.',
    ],
    ['the first', 'The deposit is 900 euros. The deposit is 400 euros.', 'The deposit is 400 euros.'],
    ['the last', 'The deposit is 400 euros.\nThe deposit is 900 euros.', 'The deposit is 400 euros.'],
    [
      'the last of a line',
      'The deposit is 400 euros. The deposit is 900 euros.\nThe tenant may keep dogs.',
      'The deposit is 400 euros.\nThe tenant may keep dogs.',
    ],
    [
      'a list item with its marker',
      'The lease says:\n- The deposit is 400 euros.\n- The deposit is 900 euros.\n- <PERSON_1> may keep dogs.',
      'The lease says:\n- The deposit is 400 euros.\n- <PERSON_1> may keep dogs.',
    ],
    [
      'a numbered item',
      '1. The deposit is 900 euros.\n2. The deposit is 400 euros.',
      '2. The deposit is 400 euros.',
    ],
    [
      'a sentence of which only a clause is wrong',
      'The deposit is 400 euros, whereas the deposit is due on 9 May 2031. <PERSON_1> may keep dogs.',
      '<PERSON_1> may keep dogs.',
    ],
    [
      'a cell of a table by its text alone',
      '| item | value |\n| --- | --- |\n| deposit | 400 euros |\n| deposit due | 9 May 2031 |\n',
      '| item | value |\n| --- | --- |\n| deposit | 400 euros |\n| deposit due |  |\n',
    ],
  ])('%s', (_name, answer, left) => {
    expect(removed(answer)?.answer).toBe(left);
  });

  it('says what was taken out and why, and judges the rest', () => {
    const removal = removed('The deposit is 400 euros. The deposit is 900 euros.');
    expect(removal?.removed).toEqual([
      { text: 'The deposit is 900 euros.', score: expect.any(Number), reasons: ['number_not_in_sources'] },
    ]);
    expect(removal?.verdict).toMatchObject({ supported: true, claims: [{ supported: true }] });
    expect(removal?.verdict.score).toBe(removal?.verdict.claims[0]?.score);
  });

  it('is nothing where no claim is left', () => {
    expect(removed('The deposit is 900 euros.')).toBeUndefined();
    expect(removed('Here is the answer:\n- The deposit is 900 euros.')).toBeUndefined();
  });

  it('has no claim that was not checked', () => {
    const many = Array.from({ length: 210 }, (_, flat) => `The deposit of flat ${flat} is 400 euros.`);
    const removal = removed(`The deposit is 400 euros. ${many.join(' ')}`);
    expect(removal?.verdict).not.toHaveProperty('unchecked');
    expect(removal?.answer).toBe('The deposit is 400 euros.');
  });
});

it('in any text the offsets that are left name what is left, and nothing unsupported', () => {
  const random = seededRandom(31);
  let taken = 0;
  for (let round = 0; round < 400; round += 1) {
    const answer = `The deposit is 400 euros. ${awkwardText(random, 25)}`;
    const removal = removed(answer);
    if (removal === undefined) continue;
    expect(removal.answer.length).toBeLessThanOrEqual(answer.length);
    if (removal.removed.length > 0) taken += 1;
  }
  expect(taken).toBeGreaterThan(100);
});
