import { describe, expect, it } from 'vitest';
import { fuse, type Ranked } from '../../src/vectors/fuse.ts';

const list = (...ids: string[]): Ranked[] => ids.map((passageId, at) => ({ passageId, score: 10 - at }));
const order = (bm25: Ranked[], dense: Ranked[]): string[] =>
  fuse(bm25, dense).map(({ passageId }) => passageId);

describe('fusion by reciprocal rank', () => {
  it('adds 1 / (60 + rank) over the lists', () => {
    expect(fuse(list('a', 'b'), list('b', 'c'))).toEqual([
      {
        passageId: 'b',
        score: 1 / 62 + 1 / 61,
        bm25: { rank: 2, score: 9 },
        dense: { rank: 1, score: 10 },
      },
      { passageId: 'a', score: 1 / 61, bm25: { rank: 1, score: 10 } },
      { passageId: 'c', score: 1 / 62, dense: { rank: 2, score: 9 } },
    ]);
  });

  it('prefers what both lists have in the middle to what one has first', () => {
    expect(order(list('a', 'x', 'b'), list('c', 'y', 'b'))[0]).toBe('b');
  });

  it('looks at ranks alone, so that scores of any scale give the same order', () => {
    const scaled = (ranked: Ranked[]) => ranked.map((one) => ({ ...one, score: one.score * 1e6 }));
    const bm25 = list('a', 'b', 'c');
    const dense = list('c', 'd', 'a');
    expect(order(bm25, dense)).toEqual(order(scaled(bm25), dense));
  });

  it('keeps BM25’s order among equals, and the vectors’ order behind it', () => {
    expect(order(list('a', 'b'), list('b', 'a'))).toEqual(['a', 'b']);
    expect(order(list('a'), list('z'))).toEqual(['a', 'z']);
    expect(order([], list('z', 'y'))).toEqual(['z', 'y']);
  });

  it('is one list where the other is empty', () => {
    expect(order(list('a', 'b'), [])).toEqual(['a', 'b']);
    expect(order([], [])).toEqual([]);
  });
});
