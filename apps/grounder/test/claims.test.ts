import { describe, expect, it } from 'vitest';
import { declines, statementsOf } from '../src/claims.ts';
import { declined } from '../src/prompt.ts';

it('what follows a lead-in in a script that is not Latin is a claim', () => {
  const kinds = (answer: string) => statementsOf(answer).map(({ kind }) => kind);
  expect(kinds('答え: 東京は日本の首都です')).toEqual(['claim']);
  expect(kinds('Here is the answer: Москва')).toEqual(['claim']);
  expect(kinds('Here is the answer:')).toEqual(['filler']);
});

describe('an answer that declines', () => {
  it.each([
    declined,
    'The provided sources do not mention the salary.',
    'The documents don’t specify a date [1].',
    'None of the passages state who signed it.',
    'The price is not mentioned in the sources.',
    'There is no information about this in the given context.',
    'I don’t know.',
    'I cannot answer this question based on the sources.',
    'I’m sorry, but I could not find that.',
    'Unfortunately, the context does not provide enough detail.',
    'This cannot be determined from the text.',
    'Not enough information.',
    'Unanswerable',
    'I’m not sure. Let me know if you have other questions!',
  ])('is recognised: %s', (answer) => {
    expect(declines(statementsOf(answer))).toBe(true);
  });

  it.each([
    'The deposit is 400 euros [1].',
    'The tenant may not sublet the flat [2].',
    'The contract does not contain a penalty clause.',
    'I do not know the day, but the contract ends in May 2025 [1].',
    'The sources do not mention a fee. The deposit is 400 euros [1].',
    'No.',
    'Sure! Here are the steps:',
  ])('is not seen in: %s', (answer) => {
    expect(declines(statementsOf(answer))).toBe(false);
  });
});

describe('the statements of an answer', () => {
  it('tell claims from courtesies and lead-ins', () => {
    const answer = 'Sure! Here are the facts:\n- Boyle was born in 1627 [1].\nI hope this helps!';
    expect(statementsOf(answer).map(({ kind }) => kind)).toEqual(['filler', 'filler', 'claim', 'filler']);
  });

  it('take the marks of a line of their own', () => {
    const answer = 'Boyle was born in 1627.\n[2] [1, 3]';
    expect(statementsOf(answer)).toEqual([
      { text: answer, start: 0, end: answer.length, kind: 'claim', cites: [2, 1, 3] },
    ]);
  });
});

describe('the parts of a sentence and of a table', () => {
  const texts = (answer: string) =>
    statementsOf(answer)
      .filter(({ kind }) => kind === 'claim')
      .map(({ text }) => text);

  it('are claims of their own where they carry facts of their own', () => {
    expect(texts('The deposit is 400 euros; the rent is 900 euros in May.')).toEqual([
      'The deposit is 400 euros;',
      'the rent is 900 euros in May.',
    ]);
    expect(texts('Boyle lived in Lismore Castle, but Robert Hooke built his air pump.')).toEqual([
      'Boyle lived in Lismore Castle,',
      'but Robert Hooke built his air pump.',
    ]);
  });

  it('stay together where one says too little alone', () => {
    expect(texts('Boyle was rich, but kind.')).toEqual(['Boyle was rich, but kind.']);
  });

  it('share the citation marks of their sentence', () => {
    const statements = statementsOf('The deposit is 400 euros; the rent is 900 euros in May [2].');
    expect(statements.map(({ cites }) => cites)).toEqual([[2], [2]]);
  });

  it('are a table’s cells, said of their row and column', () => {
    const answer =
      'Costs:\n| Item | Price |\n|---|---:|\n| Deposit | 400 euros [1] |\n| Rent | |\nPaid in cash.';
    const claims = statementsOf(answer).filter(({ kind }) => kind === 'claim');
    expect(claims.map(({ text, about }) => ({ text, about }))).toEqual([
      { text: '400 euros [1]', about: 'Deposit Price' },
      { text: 'Paid in cash.', about: undefined },
    ]);
    expect(claims[0]!.cites).toEqual([1]);
    for (const { text, start, end } of statementsOf(answer)) expect(answer.slice(start, end)).toBe(text);
  });

  it('do not make a table of a line with bars', () => {
    expect(texts('The set | x | is not empty.')).toEqual(['The set | x | is not empty.']);
  });
});
