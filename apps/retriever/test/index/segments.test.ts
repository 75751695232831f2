import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { Best } from '../../src/index/best.ts';
import { buildSegment, type IndexedPassage } from '../../src/index/build-segment.ts';
import { chooseMerge } from '../../src/index/choose-merge.ts';
import { readInts, writeInts } from '../../src/index/int-lists.ts';
import { mergeSegments } from '../../src/index/merge-segments.ts';
import { bodyCountOf, mostInSegment, packPosting, placeOf, titleCountOf } from '../../src/index/posting.ts';
import { bodyLengthOf, firstAbove, indexOfSorted, titleLengthOf } from '../../src/index/segment.ts';
import { blocksOf } from '../../src/index/segment-blocks.ts';

const passagesOf = (random: () => number, count: number, from = 1): IndexedPassage[] => {
  const lexemes = (most: number) =>
    Int32Array.from({ length: Math.floor(random() * most) }, () => 1 + Math.floor(random() ** 2 * 300));
  return Array.from({ length: count }, (_, index) => ({
    number: from + index * 2,
    tie: Math.floor(random() * 1e14),
    title: lexemes(8),
    body: lexemes(80),
  }));
};

describe('a posting', () => {
  it.each([
    [0, 0, 1],
    [mostInSegment - 1, 63, 255],
    [77, 3, 0],
  ])('keeps place %i, %i in the title and %i in the body', (place, inTitle, inBody) => {
    const posting = packPosting(place, inTitle, inBody);
    expect(posting).toBeLessThanOrEqual(0x7fff_ffff);
    expect([placeOf(posting), titleCountOf(posting), bodyCountOf(posting)]).toEqual([place, inTitle, inBody]);
  });

  it('counts no further than Postgres does', () => {
    const posting = packPosting(5, 1000, 1000);
    expect([placeOf(posting), titleCountOf(posting), bodyCountOf(posting)]).toEqual([5, 63, 255]);
  });
});

describe('a segment', () => {
  it('has each lexeme’s passages with their counts, and the lengths', () => {
    const segment = buildSegment([
      { number: 4, tie: 9, title: Int32Array.of(7), body: Int32Array.of(3, 7, 3) },
      { number: 5, tie: 8, title: Int32Array.of(), body: Int32Array.of(3) },
    ]);
    expect([...segment.lexemes]).toEqual([3, 7]);
    expect([...segment.ends]).toEqual([2, 3]);
    expect([...segment.postings]).toEqual([packPosting(0, 0, 2), packPosting(1, 0, 1), packPosting(0, 1, 1)]);
    expect([...segment.numbers]).toEqual([4, 5]);
    expect([...segment.ties]).toEqual([9, 8]);
    expect([...segment.lengths].map((lengths) => [titleLengthOf(lengths), bodyLengthOf(lengths)])).toEqual([
      [1, 3],
      [0, 1],
    ]);
  });

  it('is the same whether its passages came at once or were merged, and without those that are gone', async () => {
    const random = seededRandom(3);
    const passages = passagesOf(random, 200);
    const cuts = [0, 1, 50, 120, 200];
    const parts = cuts.slice(1).map((to, index) => {
      const some = passages.slice(cuts[index], to);
      return { segment: buildSegment(some), dead: undefined };
    });
    expect(await mergeSegments(parts)).toEqual(buildSegment(passages));

    const gone = new Set(passages.filter(() => random() < 0.4).map(({ number }) => number));
    const marked = parts.map(({ segment }) => ({
      segment,
      dead: Uint8Array.from(segment.numbers, (number) => (gone.has(number) ? 1 : 0)),
    }));
    const living = passages.filter(({ number }) => !gone.has(number));
    expect(await mergeSegments(marked)).toEqual(buildSegment(living));
  });

  it('goes through its blocks unchanged', () => {
    const segment = buildSegment(passagesOf(seededRandom(5), 3000));
    const lexemes: number[] = [];
    const ends: number[] = [];
    const postings: number[] = [];
    for (const block of blocksOf(segment)) {
      const read = (literal: string) => {
        const into = new Int32Array(segment.postings.length);
        return into.slice(0, readInts(literal, into));
      };
      const base = postings.length;
      expect(read(block.lexemes)[0]).toBe(block.first);
      lexemes.push(...read(block.lexemes));
      ends.push(...[...read(block.ends)].map((end) => end + base));
      postings.push(...read(block.postings));
      expect(block.size).toBe(postings.length - base);
    }
    expect(lexemes).toEqual([...segment.lexemes]);
    expect(ends).toEqual([...segment.ends]);
    expect(postings).toEqual([...segment.postings]);
  });
});

describe('choosing a merge', () => {
  const sizes = (...passages: number[]) => passages.map((size) => ({ passages: size, dead: 0 }));

  it.each<[string, ReturnType<typeof sizes>, ReturnType<typeof chooseMerge>]>([
    ['few small ones stay', sizes(100, 100, 100), undefined],
    ['eight adjacent small ones are one', sizes(5000, ...Array(8).fill(100)), { from: 1, to: 9 }],
    [
      'a large one among them is in the way',
      sizes(...Array(7).fill(1), 9000, ...Array(7).fill(1)),
      undefined,
    ],
    ['eight of the next size, too', sizes(...Array(8).fill(4000), 10), { from: 0, to: 9 }],
    ['none grows over the largest', sizes(...Array(8).fill(mostInSegment - 1)), undefined],
    ['one that is a quarter dead is written anew', [{ passages: 40, dead: 10 }], { from: 0, to: 1 }],
    ['one that is less dead is not', [{ passages: 40, dead: 9 }], undefined],
    ['none where there is none', [], undefined],
  ])('%s', (_name, segments, expected) => {
    expect(chooseMerge(segments)).toEqual(expected);
  });

  it('keeps a growing collection’s segments few, and writes a passage a few times', () => {
    let segments = sizes();
    let written = 0;
    for (let batch = 0; batch < 3000; batch += 1) {
      segments.push({ passages: 100, dead: 0 });
      for (let due = chooseMerge(segments); due !== undefined; due = chooseMerge(segments)) {
        const merged = segments.slice(due.from, due.to).reduce((sum, { passages }) => sum + passages, 0);
        expect(merged).toBeLessThanOrEqual(mostInSegment);
        written += merged;
        segments = [...segments.slice(0, due.from), ...sizes(merged), ...segments.slice(due.to)];
      }
      expect(segments.length).toBeLessThan(40);
    }
    expect(segments.reduce((sum, { passages }) => sum + passages, 0)).toBe(300_000);
    expect(written / 300_000).toBeLessThan(6);
  });
});

describe('the best of many', () => {
  it('are those that a sort would put first', () => {
    const random = seededRandom(9);
    const scores = Array.from({ length: 2000 }, () => Math.floor(random() * 50));
    const before = (scoreA: number, a: number, scoreB: number, b: number) =>
      scoreA === scoreB ? a < b : scoreA > scoreB;
    const best = new Best(100, before);
    for (const [item, score] of scores.entries()) best.offer(score, item);
    const expected = scores
      .map((score, item) => ({ score, item }))
      .sort((a, b) => b.score - a.score || a.item - b.item)
      .slice(0, 100);
    expect(best.sorted()).toEqual(expected);
    expect(best.threshold).toBe(expected.at(-1)?.score);
  });

  it('are all of them where there are fewer', () => {
    const best = new Best(100, (scoreA, _a, scoreB) => scoreA > scoreB);
    expect(best.threshold).toBe(-1);
    best.offer(3, 1);
    best.offer(5, 2);
    expect(best.sorted()).toEqual([
      { score: 5, item: 2 },
      { score: 3, item: 1 },
    ]);
  });
});

describe('sorted numbers', () => {
  it('are found', () => {
    const values = Float64Array.of(2, 4, 4, 9);
    expect([1, 2, 3, 4, 9, 10].map((limit) => firstAbove(values, limit))).toEqual([0, 1, 1, 3, 4, 4]);
    expect([1, 2, 9, 10].map((wanted) => indexOfSorted(values, wanted))).toEqual([-1, 0, 3, -1]);
  });

  it('go to Postgres and back as text', () => {
    for (const values of [[], [0], [1, 22, 333, 2 ** 48 - 1]]) {
      const into = new Float64Array(values.length);
      expect(readInts(writeInts(Float64Array.from(values)), into)).toBe(values.length);
      expect([...into]).toEqual(values);
    }
  });
});
