import { expect, it } from 'vitest';
import { figureOf, renderMemory, type Sample, slope } from '../memory-figures.ts';

const samples = (heap: (documents: number) => number): Sample[] =>
  Array.from({ length: 50 }, (_, index) => {
    const documents = (index + 1) * 400;
    return { documents, rssMiB: 100 + heap(documents), heapMiB: heap(documents) };
  });

it('a heap that keeps something of each document has a slope', () => {
  const figure = figureOf(
    'leaky',
    samples((documents) => 30 + documents / 1000),
  );
  expect(figure.heapGrowth).toBeCloseTo(1, 6);
  expect(figure.heapAfter - figure.heapBefore).toBeCloseTo(12, 0);
});

it('what a heap fills once at the start is no growth', () => {
  const figure = figureOf(
    'warm',
    samples((documents) => 30 + Math.min(documents, 3000) / 100),
  );
  expect(figure.heapGrowth).toBeCloseTo(0, 6);
  expect(figure.rssAfter).toBe(figure.rssBefore);
});

it('a slope needs two points', () => {
  expect(slope([[1, 5]])).toBe(0);
  expect(
    slope([
      [0, 1],
      [2, 5],
    ]),
  ).toBe(2);
});

it('the table has a line a service', () => {
  const lines = renderMemory([
    figureOf(
      'gateway',
      samples(() => 30),
    ),
  ]).split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^gateway +130 +130 +30 +30 +0\.00$/);
});
