import { describe, expect, it } from 'vitest';
import { verifyAnswer } from '../src/support.ts';

const passages = [
  {
    id: 'boyle',
    title: 'Robert Boyle',
    text: 'Robert Boyle was born on 25 January 1627 in Lismore Castle. He never married. His air pump was built by Robert Hooke in 1659.',
  },
  {
    id: 'lease',
    text: 'The deposit is 400 euros and is due on 5 March 2024. The tenant <PERSON_1> may not keep dogs.',
  },
];

const check = (answer: string, more: object = {}) => verifyAnswer({ answer, passages, ...more });
const codes = (answer: string) => check(answer).claims[0]!.reasons.map(({ code }) => code);
const cited = (answer: string, more: object = {}) =>
  check(answer, more).claims.flatMap(({ citations }) =>
    citations.map(({ passageId, start, end }) =>
      passages.find(({ id }) => id === passageId)!.text.slice(start, end),
    ),
  );

describe('a claim that the sources make', () => {
  it.each([
    'Robert Boyle was born on 25 January 1627.',
    'The deposit is 400 euros [2].',
    'The deposit of 400 euros is due on 2024-03-05.',
    'Hooke built his air pump in 1659.',
    '<PERSON_1> may not keep dogs.',
  ])('is supported: %s', (answer) => {
    expect(check(answer)).toMatchObject({ supported: true, verifier: 'lexical-2', degraded: false });
  });

  it('cites the sentence that makes it, exactly', () => {
    expect(cited('The deposit is 400 euros.')).toEqual([
      'The deposit is 400 euros and is due on 5 March 2024.',
    ]);
    expect(cited('Boyle never married [1].')).toEqual(['He never married.']);
  });

  it('knows what a sentence is about by its passage’s title', () => {
    expect(check('Robert Boyle never married.').claims[0]).toMatchObject({
      supported: true,
      citations: [{ passageId: 'boyle', start: 60, end: 77 }],
    });
  });
});

describe('a claim that the sources do not make', () => {
  it.each<[string, string, string]>([
    ['another number', 'The deposit is 500 euros.', 'number_not_in_sources'],
    ['another date', 'The deposit of 400 euros is due on 5 May 2024.', 'date_not_in_sources'],
    ['another name', 'The air pump was built by Isaac Newton in 1659.', 'name_not_in_sources'],
    ['another placeholder', 'The tenant <PERSON_2> may not keep dogs.', 'placeholder_not_in_sources'],
    ['a negation more', 'The deposit is not 400 euros.', 'negation_differs'],
    ['a negation less', 'The tenant <PERSON_1> may keep dogs.', 'negation_differs'],
    ['other words', 'Whales sing in winter.', 'words_not_supported'],
  ])('is not supported: %s', (_name, answer, code) => {
    const [claim] = check(answer).claims;
    expect(claim).toMatchObject({ supported: false, citations: [] });
    expect(codes(answer)).toContain(code);
  });

  it('marks the very part that the sources do not have', () => {
    const answer = 'Yes. The deposit is 500 euros.';
    const [span] = check(answer).claims[1]!.unsupportedSpans;
    expect(answer.slice(span!.start, span!.end)).toBe('500');
  });

  it('makes the whole answer unsupported, with the weakest claim’s score', () => {
    const verdict = check('The deposit is 400 euros. Whales sing in winter.');
    expect(verdict.claims.map(({ supported }) => supported)).toEqual([true, false]);
    expect(verdict).toMatchObject({ supported: false, score: verdict.claims[1]!.score });
  });
});

describe('a short answer', () => {
  it('counts where the question’s words stand', () => {
    const right = check('400 euros', { question: 'How much is the deposit?' });
    const wrong = check('400 euros', { question: 'How much did the air pump of Robert Boyle cost?' });
    expect(right.supported).toBe(true);
    expect(wrong.score).toBeLessThan(right.score);
  });

  it('may be the affirmed part of a sentence that negates another', () => {
    const text =
      'The flat was let in May and the keys were handed over, but the landlord never signed the lease.';
    const verdict = verifyAnswer({
      question: 'When was the flat let?',
      answer: 'May',
      passages: [{ id: 'lease', text }],
    });
    expect(verdict.supported).toBe(true);
  });

  it('of yes claims what was asked', () => {
    expect(check('Yes.', { question: 'Is the deposit 400 euros?' }).supported).toBe(true);
    expect(check('Yes.', { question: 'Do whales sing in winter?' }).supported).toBe(false);
  });
});

describe('citation marks', () => {
  it('name the passages in the order of the prompt', () => {
    const [claim] = check('The deposit is 400 euros [1].', { sources: ['lease'] }).claims;
    expect(claim!.citations[0]!.passageId).toBe('lease');
    expect(claim!.reasons).toEqual([]);
  });

  it('that name no source or one that does not bear the claim are said so', () => {
    expect(codes('The deposit is 400 euros [1][9].')).toEqual(['citation_not_bearing', 'citation_unknown']);
  });

  it('choose among passages that say the same', () => {
    const twins = ['a', 'b'].map((id) => ({ id, text: 'The deposit is 400 euros.' }));
    const [claim] = verifyAnswer({ answer: 'The deposit is 400 euros [2].', passages: twins }).claims;
    expect(claim!.citations).toEqual([{ passageId: 'b', start: 0, end: 25 }]);
  });
});

describe('what is left', () => {
  it('an answer without text is not supported', () => {
    expect(check('  \n')).toMatchObject({ supported: false, score: 0, claims: [] });
  });

  it('nothing is supported without passages', () => {
    expect(verifyAnswer({ answer: 'Boyle was born.', passages: [] })).toMatchObject({
      supported: false,
      score: 0,
    });
  });

  it('a lower threshold accepts what a higher one refuses, at the same score', () => {
    const answer = 'The deposit for each flat is 400 euros, paid in cash.';
    const [low, high] = [check(answer, { threshold: 0.1 }), check(answer, { threshold: 0.99 })];
    expect([low.supported, high.supported]).toEqual([true, false]);
    expect(low.score).toBe(high.score);
  });
});
