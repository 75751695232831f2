import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/ranking/candidate.ts';
import { parameters } from '../../src/ranking/parameters.ts';
import { lookAgain, type Ranked, type Score } from '../../src/ranking/second-look.ts';
import { askedOf, candidateOf, createCollection, type TestCollection } from './collection.ts';

const idf = { wing: 3, flow: 2, heat: 1 };

type Passage = { title?: string; body: string; score?: number };

const rank = (collection: TestCollection, question: string, passages: Passage[]): Ranked[] => {
  const candidates = passages.map((passage) => candidateOf(collection, passage));
  return lookAgain(askedOf(collection, question), collection.lexicon, candidates).ranked;
};

/** The score of one passage, in points. */
const scoreOf = (question: string, passage: Passage): Score => {
  const { score } = rank(createCollection(idf), question, [passage])[0] as Ranked;
  const points = Object.entries(score).map(([part, units]) => [part, units / 1e9]);
  return Object.fromEntries(points) as Score;
};

const apart = (words: number): string => `wing ${'- '.repeat(words)}flow`;

describe('the second look', () => {
  it('adds half the idf sum of the heaviest window, a fifth of the exact words’ BM25F, and the feedback', () => {
    // (3 + 2) / 2, (3 + 2) / 5, and 0.8 * (3 + 2) for the two words that it shares with the best passage: itself.
    expect(scoreOf('wing flow', { body: 'wing over heat flow', score: 1 })).toEqual({
      bm25f: 1,
      proximity: 2.5,
      pairs: 0,
      exact: 1,
      feedback: 4,
      total: 8.5,
    });
  });

  it('counts a word in another form by half, and not as exact', () => {
    const score = scoreOf('wing flow', { body: 'wing/s over heat flow' });
    expect(score).toMatchObject({ proximity: (3 / 2 + 2) / 2, exact: 2 / 5 });
  });

  it('sees words as near within fifteen positions, and not beyond', () => {
    expect(scoreOf('wing flow', { body: apart(13) }).proximity).toBe(2.5);
    expect(scoreOf('wing flow', { body: apart(14) }).proximity).toBe(1.5);
  });

  it('counts a lexeme once in a window, and takes the better field', () => {
    expect(scoreOf('wing flow', { body: 'flow flow flow flow' }).proximity).toBe(1);
    expect(scoreOf('wing flow', { title: 'wing flow', body: 'flow' }).proximity).toBe(2.5);
    expect(scoreOf('wing flow', { title: 'wing', body: 'flow' }).proximity).toBe(1.5);
  });

  it('adds two fifths of the larger idf for a pair that stands as in the question, once', () => {
    expect(scoreOf('flow - - wing', { body: 'flow - - wing x flow - - wing' }).pairs).toBe(1.2);
    expect(scoreOf('flow - - wing', { body: 'flow - wing' }).pairs).toBe(0);
    expect(scoreOf('flow - - wing', { body: 'wing - - flow' }).pairs).toBe(0);
    expect(scoreOf('flow heat wing', { body: 'flow/s heat/ed wing/s' }).pairs).toBeCloseTo(0.8 + 1.2, 9);
    expect(scoreOf('flow - - - - wing', { body: 'flow - - - - wing' }).pairs).toBe(0);
    expect(scoreOf('wing wing', { body: 'wing wing' }).pairs).toBe(0);
  });

  it('counts what the question repeats as often', () => {
    expect(scoreOf('wing wing flow', { body: 'wing flow' }).exact).toBe((3 + 3 + 2) / 5);
  });

  it('prefers the passage that shares more with the best ones', () => {
    const passages = [
      { body: 'wing lift drag', score: 10 },
      { body: 'wing bird feather', score: 9 },
      { body: 'wing lift drag', score: 8.5 },
    ];
    const ranked = rank(createCollection(idf), 'wing', passages);
    expect(ranked.map(({ candidate }) => candidate)).toEqual([0, 2, 1]);
    const [first, second, third] = ranked.map(({ score }) => score.feedback / 1e9);
    expect(first).toBe(second);
    // With their proximity and exact words they have 12.1, 11.1 and 10.6 points; all idf are alike.
    const [best, bird, same] = [1, (11.1 / 12.1) ** 4, (10.6 / 12.1) ** 4];
    expect(third).toBeCloseTo((0.8 * 3 * bird) / (best + same + bird), 6);
  });

  it('reads feedback from ten passages and no further', () => {
    const related = (at: number): Passage => ({ body: `wing word${at}`, score: 100 - at });
    const ranked = rank(
      createCollection(idf),
      'wing',
      Array.from({ length: 12 }, (_, at) => related(at)),
    );
    expect(ranked.map(({ candidate }) => candidate)).toEqual([...Array(12).keys()]);
    expect(ranked.filter(({ score }) => score.feedback > 0)).toHaveLength(10);
  });

  it('keeps the given order of passages that score the same', () => {
    const body = 'wing - flow';
    const ranked = rank(createCollection(idf), 'wing flow', [{ body }, { body: 'flow' }, { body }, { body }]);
    expect(ranked.map(({ candidate }) => candidate)).toEqual([0, 2, 3, 1]);
  });

  it('takes no passages, empty ones and a question that says nothing', () => {
    const collection = createCollection();
    expect(rank(collection, 'wing', [])).toEqual([]);
    const nothing = { total: 0, bm25f: 0, proximity: 0, pairs: 0, exact: 0, feedback: 0 };
    for (const question of ['', 'wing']) {
      const ranked = rank(collection, question, [{ body: '', score: 0 }]);
      expect(ranked).toEqual([{ candidate: 0, score: nothing }]);
    }
  });

  it('takes a question and a passage of thousands of words', () => {
    const words = Array.from({ length: 3000 }, (_, at) => `w${at % 2000}`).join(' ');
    const collection = createCollection();
    const tokens = collection.tokens(words);
    const candidate: Candidate = { score: 1, title: tokens, body: tokens, titleShare: 1, bodyShare: 1 };
    const { ranked } = lookAgain(askedOf(collection, words), collection.lexicon, [candidate]);
    expect(ranked[0]?.score.proximity).toBe((parameters.proximity.window / 2) * 1e9);
    expect(Number.isSafeInteger(ranked[0]?.score.total)).toBe(true);
  });
});

describe('a score of the second look', () => {
  const vocabulary = ['wing', 'flow', 'heat', 'wing/s', 'flow/ing', '-', '-', 'a', 'b', 'c', 'd'];
  const question = 'wing flow - heat wing';

  const randomPassages = (random: () => number): Passage[] =>
    Array.from({ length: 15 }, () => {
      const text = (most: number): string =>
        Array.from(
          { length: Math.floor(random() * most) },
          () => vocabulary[Math.floor(random() * vocabulary.length)],
        ).join(' ');
      return { title: text(4), body: text(40), score: 1 + Math.floor(random() * 5) };
    });

  it('depends on no id', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 40; round += 1) {
      const passages = randomPassages(random);
      const low = createCollection(idf);
      const high = createCollection(idf, 7_000_003);
      // The other collection has seen the words in another order.
      for (const word of vocabulary.toReversed()) high.tokens(word);
      expect(rank(high, question, passages)).toEqual(rank(low, question, passages));
    }
  });

  it('is a sum of whole units, none of them below 0', () => {
    const random = seededRandom(2);
    for (let round = 0; round < 40; round += 1) {
      for (const { score } of rank(createCollection(idf), question, randomPassages(random))) {
        const { total, ...parts } = score;
        const each = Object.values(parts);
        expect(each.every((units) => Number.isSafeInteger(units) && units >= 0)).toBe(true);
        expect(each.reduce((sum, units) => sum + units, 0)).toBe(total);
      }
    }
  });

  it('is never lowered by one more match, feedback left aside', () => {
    const random = seededRandom(3);
    const collection = createCollection(idf);
    for (const word of vocabulary) collection.tokens(word);
    const withoutFeedback = (passage: Passage): number => {
      const [{ score }] = rank(collection, question, [passage]) as [Ranked];
      return score.total - score.feedback;
    };
    for (const passage of Array.from({ length: 10 }, () => randomPassages(random)).flat()) {
      for (const match of ['wing', 'flow/ing', 'heat']) {
        const longer = { ...passage, body: `${passage.body} ${match}` };
        expect(withoutFeedback(longer)).toBeGreaterThanOrEqual(withoutFeedback(passage));
      }
    }
  });
});
