import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { LexemeSums } from '../../src/ranking/lexeme-sums.ts';

const read = (sums: LexemeSums): [number, number][] => {
  const found: [number, number][] = [];
  sums.forEach((id, sum) => {
    found.push([id, sum]);
  });
  return found;
};

describe('sums by lexeme', () => {
  it('count an id once a text, and keep the order in which ids first came', () => {
    const sums = new LexemeSums();
    for (const [id, text, amount] of [
      [9, 1, 1],
      [4, 1, 1],
      [9, 1, 1],
      [4, 2, 0.5],
      [0, 2, 0.5],
      [4, 2, 0.5],
    ] as const) {
      sums.add(id, text, amount);
    }
    expect(read(sums)).toEqual([
      [9, 1],
      [4, 1.5],
      [0, 0.5],
    ]);
  });

  it('begin anew when they are cleared', () => {
    const sums = new LexemeSums();
    sums.add(7, 1, 1);
    sums.clear();
    expect(read(sums)).toEqual([]);
    sums.add(8, 1, 2);
    sums.add(7, 1, 3);
    expect(read(sums)).toEqual([
      [8, 2],
      [7, 3],
    ]);
  });

  it('are those of a Map, however many there are and whatever their ids', () => {
    const random = seededRandom(3);
    const sums = new LexemeSums();
    for (const ids of [50, 3000, 20_000, 2_000_000_000]) {
      sums.clear();
      const expected = new Map<number, number>();
      for (let text = 1; text <= 10; text += 1) {
        const seen = new Set<number>();
        for (let token = 0; token < 1500; token += 1) {
          const id = Math.floor(random() * ids);
          sums.add(id, text, 1 / text);
          if (!seen.has(id)) expected.set(id, (expected.get(id) ?? 0) + 1 / text);
          seen.add(id);
        }
      }
      expect(read(sums)).toEqual([...expected]);
    }
  });
});
