import { describe, expect, it } from 'vitest';
import { explain } from '../../src/ranking/explanation.ts';
import { lookAgain } from '../../src/ranking/second-look.ts';
import { askedOf, candidateOf, createCollection } from './collection.ts';

const explained = (question: string, passage: { title?: string; body: string; score: number }) => {
  const collection = createCollection({ wing: 3, flow: 2, heat: 1 });
  const candidate = candidateOf(collection, passage);
  const asked = askedOf(collection, question);
  const { ranked, feedback } = lookAgain(asked, collection.lexicon, [candidate]);
  const score = ranked[0]?.score;
  if (score === undefined) throw new Error('nothing was ranked');
  return explain({ ...collection, asked, candidate, score, feedback });
};

describe('the explanation of a score', () => {
  it('names what counted, and how much', () => {
    // 3 points for wing, whose match in the title and two in the body count 3: 3 * 2.2 * 3 / (3 + 1.2).
    const score = 3 * 1.571428571 + 2;
    expect(explained('wing - flow', { title: 'wing', body: 'lift - wing/s - flow wing', score })).toEqual({
      score: expect.closeTo(score + 2.5 + 1.2 + (3 * 1.375 + 2) / 5 + 0.8 * 5, 6),
      bm25f: {
        score,
        terms: [
          {
            lexeme: 'wing',
            times: 1,
            idf: 3,
            title: { count: 1, exact: 1 },
            body: { count: 2, exact: 1 },
            score: expect.closeTo(4.714285714, 6),
          },
          {
            lexeme: 'flow',
            times: 1,
            idf: 2,
            title: { count: 0, exact: 0 },
            body: { count: 1, exact: 1 },
            score: 2,
          },
        ],
      },
      proximity: { score: 2.5, field: 'body', from: 3, to: 6, lexemes: ['wing', 'flow'] },
      pairs: { score: 1.2, lexemes: [['wing', 'flow']] },
      exact: { score: expect.closeTo((3 * 1.375 + 2) / 5, 6) },
      feedback: { score: 4, lexemes: ['lift'] },
    });
  });

  it('leaves out what the passage has not', () => {
    const explanation = explained('wing heat', { title: 'wing', body: 'heat/ed', score: 4 });
    expect(explanation.proximity).toEqual({ score: 1.5, field: 'title', from: 1, to: 1, lexemes: ['wing'] });
    expect(explanation.pairs).toEqual({ score: 0, lexemes: [] });
    expect(explanation.feedback).toEqual({ score: 0, lexemes: [] });
    expect(explained('flow', { body: 'other', score: 0 })).toMatchObject({
      bm25f: { score: 0, terms: [] },
      proximity: { score: 0, lexemes: [] },
    });
  });
});
