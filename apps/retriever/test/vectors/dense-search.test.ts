import { describe, expect, it } from 'vitest';
import { createBest, dot, searchBlock } from '../../src/vectors/dense-search.ts';
import { type SnapshotBlock, searchBlocks, withBlock } from '../../src/vectors/vector-snapshot.ts';
import { generator } from './random.ts';

const { random, vector } = generator(7);

/** Rounds to a few values, so that there are ties. */
const coarse = (numbers: Float32Array): Float32Array => numbers.map((number) => Math.round(number * 2) / 2);

const blockOf = (rows: Float32Array[], first: number): SnapshotBlock => ({
  values: Float32Array.from(rows.flatMap((row) => [...row])),
  passageIds: rows.map((_, at) => `p${String(first + at).padStart(5, '0')}`),
  ties: Float64Array.from(rows, () => Math.floor(random() * 3)),
});

describe('a dot product', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 384])('is the sum of the products in %i dimensions', (dimensions) => {
    const a = vector(dimensions);
    const b = vector(dimensions);
    const behind = Float32Array.from([9, 9, 9, ...b, 9]);
    const expected = a.reduce((sum, number, at) => sum + number * b[at]!, 0);
    expect(dot(a, behind, 3)).toBeCloseTo(expected, 10);
  });
});

describe('the best rows', () => {
  it('are those that sorting everything gives, ties included', () => {
    for (let round = 0; round < 200; round += 1) {
      const scores = Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 6));
      const most = Math.floor(random() * 12);
      const best = createBest(most, (a, b) => a < b);
      for (const row of scores.keys()) best.offer(row, scores[row]!);
      const sorted = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, most);
      expect(best.take().map(({ row }) => row)).toEqual(sorted);
    }
  });

  it('do not depend on the order in which they are offered', () => {
    const offers = Array.from({ length: 30 }, (_, row) => ({ row, score: row % 3 }));
    const taken = [offers, offers.toReversed()].map((given) => {
      const best = createBest(7, (a, b) => a < b);
      for (const { row, score } of given) best.offer(row, score);
      return best.take();
    });
    expect(taken[0]).toEqual(taken[1]);
  });

  it('of a block leave out what is not allowed before they are ranked', () => {
    const best = createBest(2, (a, b) => a < b);
    const values = Float32Array.from([1, 0.9, 0.8, 0.7]);
    searchBlock(Float32Array.of(1), { values, rows: 4 }, best, {
      first: 10,
      isAllowed: (row) => row % 2 === 1,
    });
    expect(best.take().map(({ row }) => row)).toEqual([11, 13]);
  });
});

describe('a search over blocks', () => {
  const dimensions = 6;
  const rows = Array.from({ length: 5000 }, () => coarse(vector(dimensions)));
  const blocks = [0, 1700, 3400].map((first) => blockOf(rows.slice(first, first + 1700), first));

  it('finds what sorting all of them finds, whatever the blocks', async () => {
    const question = coarse(vector(dimensions));
    const all = blocks.flatMap(({ values, passageIds, ties }) =>
      passageIds.map((passageId, row) => ({
        passageId,
        tie: ties[row]!,
        score: dot(question, values, row * dimensions),
      })),
    );
    const expected = all
      .sort((a, b) => b.score - a.score || a.tie - b.tie || (a.passageId < b.passageId ? -1 : 1))
      .slice(0, 50)
      .map(({ passageId, score }) => ({ passageId, score }));
    expect(await searchBlocks(blocks, { question, most: 50 })).toEqual(expected);
    expect(await searchBlocks(blocks.toReversed(), { question, most: 50 })).toEqual(expected);
    expect(
      await searchBlocks(blocks.reduce(withBlock, [] as SnapshotBlock[]), { question, most: 50 }),
    ).toEqual(expected);
  });

  it('joins small blocks and leaves those that it had as they were', () => {
    const small = [0, 1, 2, 3].map((first) => blockOf([vector(dimensions)], first));
    const before = structuredClone(small);
    const joined = small.reduce(withBlock, [] as SnapshotBlock[]);
    expect(joined.map(({ passageIds }) => passageIds)).toEqual([['p00000', 'p00001', 'p00002', 'p00003']]);
    expect(small).toEqual(before);
  });

  it('finds nothing where nothing is allowed, and only what is', async () => {
    const question = vector(dimensions);
    expect(await searchBlocks(blocks, { question, most: 5, allowed: new Set() })).toEqual([]);
    const allowed = new Set(['p00003', 'p04999']);
    const found = await searchBlocks(blocks, { question, most: 5, allowed });
    expect(new Set(found.map(({ passageId }) => passageId))).toEqual(allowed);
  });
});
