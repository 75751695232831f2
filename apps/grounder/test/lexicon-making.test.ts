import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { principalAxes } from '../training/principal-axes.ts';
import { readWordnet } from '../training/wordnet.ts';

describe('principal axes', () => {
  const random = seededRandom(8);
  // Wide along (1, 1, 0), less along (1, -1, 0), hardly at all along (0, 0, 1).
  const vectors = Array.from({ length: 500 }, () => {
    const [wide, less, hardly] = [10 * (random() - 0.5), 3 * (random() - 0.5), 0.1 * (random() - 0.5)];
    return Float64Array.from([wide + less, wide - less, hardly]);
  });
  const axes = principalAxes(vectors, 3);
  const dot = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, value, at) => sum + value * b[at]!, 0);

  it('come widest first', () => {
    const half = Math.SQRT1_2;
    const directions = [
      [half, half, 0],
      [half, -half, 0],
      [0, 0, 1],
    ].map((axis) => Float64Array.from(axis));
    directions.forEach((direction, at) => {
      expect(Math.abs(dot(axes[at]!, direction))).toBeGreaterThan(0.99);
    });
  });

  it('are orthonormal', () => {
    axes.forEach((axis, at) => {
      axes.forEach((other, place) => {
        expect(dot(axis, other)).toBeCloseTo(at === place ? 1 : 0, 9);
      });
    });
  });
});

describe('WordNet’s files', () => {
  it('give synonyms of usual senses, and antonyms', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wordnet-'));
    try {
      const data: Record<string, string> = {
        adj: '00000001 00 a 02 hot 0 warm 0 001 ! 00000002 a 0101 | of high temperature\n00000002 00 a 01 cold 0 001 ! 00000001 a 0101 | of low temperature\n',
        noun: '00000003 00 n 02 car 0 auto 0 000 | a vehicle\n00000004 00 n 02 car 0 gondola 0 000 | of an airship\n',
      };
      const index: Record<string, string> = {
        adj: 'hot a 1 1 ! 1 0 00000001  \nwarm a 1 0 1 0 00000001  \ncold a 1 1 ! 1 0 00000002  \n',
        noun: 'auto n 1 0 1 0 00000003  \ncar n 2 0 2 0 00000003 00000004  \ngondola n 4 0 4 0 10000001 10000002 10000003 00000004  \n',
      };
      for (const part of ['noun', 'verb', 'adj', 'adv']) {
        writeFileSync(join(folder, `data.${part}`), `  1 a licence\n${data[part] ?? ''}`);
        writeFileSync(join(folder, `index.${part}`), `  1 a licence\n${index[part] ?? ''}`);
      }
      const { synonyms, antonyms } = readWordnet(folder);
      expect(synonyms).toEqual([
        ['car', 'auto'],
        ['hot', 'warm'],
      ]);
      expect(antonyms).toEqual([
        ['hot', 'cold'],
        ['cold', 'hot'],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
