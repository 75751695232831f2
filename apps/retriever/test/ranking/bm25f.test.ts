import { describe, expect, it } from 'vitest';
import { bodyShare, idfUnits, levelOf, postingScore, titleShare, toPoints } from '../../src/ranking/bm25f.ts';

describe('the first ranking', () => {
  it('weighs a lexeme by how few passages have it', () => {
    // ln(1 + (4 - 1 + 0.5) / (1 + 0.5)) = ln(10 / 3)
    expect(idfUnits(4, 1)).toBe(1_203_972_804);
    // ln(1 + 0.5 / 4.5): one that every passage has still counts.
    expect(idfUnits(4, 4)).toBe(105_360_516);
    expect(idfUnits(4, 1)).toBeGreaterThan(idfUnits(4, 2));
  });

  it('counts a match in the title twice, and one in a long field less', () => {
    expect(titleShare(6, 6)).toBe(2);
    expect(bodyShare(100, 100)).toBe(1);
    // 2 / (1 - 0.5 + 0.5 * 3) and 1 / (1 - 0.75 + 0.75 * 3)
    expect(titleShare(18, 6)).toBe(1);
    expect(bodyShare(300, 100)).toBe(0.4);
    expect(titleShare(0, 6)).toBe(4);
  });

  it('does not divide by the length of a field that no passage has', () => {
    expect(titleShare(0, 0)).toBe(2);
    expect(bodyShare(0, 0)).toBe(1);
  });

  it('adds the fields’ matches up before it levels them off', () => {
    const idf = 1_000_000_000;
    // (1.2 + 1) * 1 / (1 + 1.2) = 1, and (1.2 + 1) * 3 / (3 + 1.2) = 1.571428571..., to 24 bits.
    expect(postingScore(idf, 1)).toBe(1_000_000_000);
    expect(levelOf(3)).toBe(Math.fround(1.571428571428));
    expect(postingScore(idf, 3)).toBe(1_571_428_537);
    expect(postingScore(2 * idf, 3)).toBe(3_142_857_075);
    const apart = postingScore(idf, 2) + postingScore(idf, 1);
    expect(postingScore(idf, 3)).toBeLessThan(apart);
  });

  it('gives more for another match, up to 2.2 times the idf', () => {
    const idf = idfUnits(1000, 7);
    let before = postingScore(idf, 0);
    expect(before).toBe(0);
    for (const count of [0.1, 0.5, 1, 2, 5, 50, 500, 1e9]) {
      const score = postingScore(idf, count);
      expect(score).toBeGreaterThan(before);
      expect(score).toBeLessThanOrEqual(Math.ceil(Math.fround(2.2) * idf));
      before = score;
    }
  });

  it('scores in whole units, so that no sum depends on its order', () => {
    const scores = Array.from({ length: 200 }, (_, at) =>
      postingScore(idfUnits(9999, at + 1), 0.37 * (at + 1)),
    );
    expect(scores.every(Number.isSafeInteger)).toBe(true);
    const sum = (list: number[]): number => list.reduce((total, each) => total + each, 0);
    expect(sum(scores)).toBe(sum(scores.toReversed()));
    expect(sum(scores)).toBe(sum(scores.toSorted((a, b) => a - b)));
  });

  it('shows points', () => {
    expect(toPoints(1_571_428_571)).toBe(1.571428571);
  });
});
