import { describe, expect, it } from 'vitest';
import { assessEvidence, tooLittle } from '../src/evidence.ts';

const passages = [
  { id: 'rain', text: 'Rain falls in autumn. Rivers rise.' },
  { id: 'lease', text: 'The deposit is 400 euros and is due on 5 March 2024. The landlord is <PERSON_1>.' },
  { id: 'dogs', text: 'Dogs are allowed in the garden. A deposit may be asked for a key.' },
];

describe('the evidence for an answer', () => {
  it('is sufficient where a passage says the question’s words and what it asks for', () => {
    const found = assessEvidence('How much is the deposit?', passages);
    expect(found).toEqual({
      sufficient: true,
      score: expect.any(Number),
      best: ['lease', 'dogs'],
      missing: [],
    });
    expect(found.score).toBeGreaterThan(0.7);
    expect(tooLittle(found)).toBe(false);
  });

  it('is not sufficient where the passages speak of other things, and says which words are missing', () => {
    const found = assessEvidence('How many whales did the harpooner Queequeg catch?', passages);
    expect(found).toMatchObject({ sufficient: false, best: [] });
    expect(tooLittle(found)).toBe(true);
    expect(found.missing).toEqual(['whales', 'harpooner', 'Queequeg', 'catch']);
  });

  it.each([
    ['a number', 'How many dogs are allowed in the garden?', 'Are dogs allowed in the garden?'],
    ['a time', 'When are dogs allowed in the garden?', 'Are dogs allowed in the garden?'],
    ['a person', 'Who allowed dogs in the garden?', 'Are dogs allowed in the garden?'],
    ['what is not so', 'Which dogs are not allowed in the garden?', 'Which dogs are allowed in the garden?'],
  ])('is less where the question asks for %s and there is none', (_name, asked, open) => {
    expect(assessEvidence(asked, passages).score).toBeLessThan(assessEvidence(open, passages).score);
  });

  it('calls more than it refuses insufficient: a refusal costs an answer', () => {
    expect(tooLittle({ score: 0.45 })).toBe(false);
    expect(tooLittle({ score: 0.01 })).toBe(true);
  });

  it('takes a placeholder for a person', () => {
    expect(assessEvidence('Who is the landlord?', passages)).toMatchObject({
      sufficient: true,
      best: ['lease'],
    });
  });

  it('is nothing without passages, and not judged for a question without content words', () => {
    expect(assessEvidence('How much is it?', [])).toEqual({
      sufficient: false,
      score: 0,
      best: [],
      missing: [],
    });
    expect(assessEvidence('Why?', passages)).toMatchObject({ sufficient: true, score: 1 });
  });
});
