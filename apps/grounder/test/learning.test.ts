import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { calibrated, linearScore } from '../src/model/logistic.ts';
import { openModel } from '../src/model/model.ts';
import { type TreeEnsemble, treeScorer } from '../src/model/trees.ts';
import { boost } from '../training/boosting.ts';
import type { Example } from '../training/example.ts';
import { fitCalibration, fitLinear } from '../training/fit-logistic.ts';
import { foldsBySource } from '../training/folds.ts';
import { auroc, balancedAccuracy, calibrationError } from '../training/measures.ts';

const options = { seed: 7, trees: 60, depth: 3, rate: 0.2, rows: 0.8, columns: 1, leastLeaf: 1, ridge: 1 };

/** Label 1 where exactly one of two features is high: no single split and no line tells the classes apart. */
const crossed = (seed: number, count: number): Example[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const row = [random(), random(), random()];
    return { row, label: row[0]! > 0.5 !== row[1]! > 0.5 ? 1 : 0, weight: 1 } as const;
  });
};

const sloped = (seed: number, count: number): Example[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const row = [random(), random()];
    return { row, label: random() < row[0]! ? 1 : 0, weight: 1 } as const;
  });
};

/** The sum over all trees, each walked from its root. */
const walked = ({ base, roots, feature, at, left }: TreeEnsemble, row: readonly number[]): number =>
  roots.reduce((sum, root) => {
    let node = root;
    while (feature[node]! >= 0) node = row[feature[node]!]! <= at[node]! ? left[node]! : left[node]! + 1;
    return sum + at[node]!;
  }, base);

describe('boosted trees', () => {
  it('learn what no line can, and hold on rows they have not seen', () => {
    const trees = boost(crossed(1, 1500), options);
    const score = treeScorer(trees);
    const scored = crossed(2, 500).map(({ row, label }) => ({ score: score(row), label }));
    expect(balancedAccuracy(scored, 0)).toBeGreaterThan(0.93);
    const line = fitLinear(crossed(1, 1500), 1);
    const guessed = crossed(2, 500).map(({ row, label }) => ({ score: linearScore(line, row), label }));
    expect(balancedAccuracy(guessed, 0)).toBeLessThan(0.6);
  });

  it('are the same for the same seed, and others for another', () => {
    const train = (seed: number) => boost(crossed(1, 300), { ...options, seed });
    expect(train(1)).toEqual(train(1));
    expect(train(1)).not.toEqual(train(2));
  });

  it('never fall where a feature may only raise the score', () => {
    const trees = boost(sloped(3, 800), { ...options, monotone: [1, 0] });
    const score = treeScorer(trees);
    const scores = Array.from({ length: 101 }, (_, step) => score([step / 100, 0.4]));
    for (let step = 1; step <= 100; step += 1) expect(scores[step]).toBeGreaterThanOrEqual(scores[step - 1]!);
    expect(scores[100]).toBeGreaterThan(scores[0]! + 1);
  });

  it('heed an example by its weight', () => {
    const twins: Example[] = [
      { row: [0], label: 1, weight: 9 },
      { row: [0], label: 0, weight: 1 },
    ];
    expect(treeScorer(boost(twins, { ...options, rows: 1 }))([0])).toBeCloseTo(Math.log(9), 1);
  });

  it('score a row as a walk from each root to a leaf does, on a threshold too', () => {
    const trees = boost(crossed(5, 600), { ...options, depth: 5 });
    const score = treeScorer(trees);
    const thresholds = trees.at.filter((_, node) => trees.feature[node]! >= 0);
    const rows = [
      ...crossed(6, 300).map(({ row }) => row),
      ...thresholds.map((at) => [at, at, at]),
      [-1, -1, -1],
      [2, 2, 2],
    ];
    expect(rows.map(score)).toEqual(rows.map((row) => walked(trees, row)));
    expect(thresholds.length).toBeGreaterThan(200);
  });

  it('are refused where one has more leaves than a number has bits', () => {
    const comb = (leaves: number): TreeEnsemble => {
      const nodes = Array.from({ length: 2 * leaves - 1 }, (_, node) => node);
      const isTest = (node: number): boolean => node % 2 === 0 && node < 2 * leaves - 2;
      return {
        base: 0,
        roots: [0],
        feature: nodes.map((node) => (isTest(node) ? 0 : -1)),
        at: nodes,
        left: nodes.map((node) => (isTest(node) ? node + 1 : 0)),
      };
    };
    expect(treeScorer(comb(32))([1e9])).toBe(62);
    expect(() => treeScorer(comb(33))).toThrow(RangeError);
  });
});

describe('calibration', () => {
  it('makes scores shares', () => {
    const rows = sloped(4, 4000);
    const line = fitLinear(rows, 1);
    const scores = rows.map(({ row, label }) => ({ logOdds: 5 * linearScore(line, row), label, weight: 1 }));
    const calibration = fitCalibration(scores);
    const before = scores.map(({ logOdds, label }) => ({
      score: calibrated({ slope: 1, intercept: 0 }, logOdds),
      label,
    }));
    const after = scores.map(({ logOdds, label }) => ({ score: calibrated(calibration, logOdds), label }));
    expect(calibrationError(before)).toBeGreaterThan(0.1);
    expect(calibrationError(after)).toBeLessThan(0.05);
    expect(auroc(after)).toBeCloseTo(auroc(before), 10);
  });
});

describe('a model file', () => {
  const trees = boost(crossed(1, 100), { ...options, trees: 3 });
  const file = {
    version: 'x-1',
    notice: 'made up',
    features: ['a', 'b', 'c'],
    trees,
    calibration: { slope: 1, intercept: 0 },
  };

  it('gives a probability', () => {
    const model = openModel(JSON.parse(JSON.stringify(file)), ['a', 'b', 'c']);
    expect(model.probability([0.9, 0.1, 0.5])).toBe(
      calibrated({ slope: 1, intercept: 0 }, treeScorer(trees)([0.9, 0.1, 0.5])),
    );
  });

  it('is refused for other features, or without calibration', () => {
    expect(() => openModel(file, ['a', 'c', 'b'])).toThrow('other features');
    expect(() => openModel({ ...file, calibration: undefined }, ['a', 'b', 'c'])).toThrow();
  });
});

describe('folds', () => {
  it('keep rows together that share a source, also through a third', () => {
    const text = (letter: string) => letter.repeat(100);
    const chains = Array.from({ length: 40 }, (_, chain) => [
      { id: `${chain}-1`, sources: [text(`a${chain} `)] },
      { id: `${chain}-2`, sources: [text(`a${chain} `), text(`b${chain} `)] },
      { id: `${chain}-3`, sources: ['the same short title', text(`b${chain} `)] },
    ]).flat();
    const folds = foldsBySource(chains, 5);
    for (let at = 0; at < chains.length; at += 3) {
      expect(new Set(folds.slice(at, at + 3)).size).toBe(1);
    }
    expect(new Set(folds).size).toBe(5);
  });
});

describe('measures', () => {
  const rows = [
    { score: 0.9, label: 1 },
    { score: 0.6, label: 0 },
    { score: 0.6, label: 1 },
    { score: 0.1, label: 0 },
  ] as const;

  it('are those of the textbooks', () => {
    expect(auroc(rows)).toBe(0.875);
    expect(balancedAccuracy(rows, 0.5)).toBe(0.75);
    expect(balancedAccuracy(rows, 0.7)).toBe(0.75);
  });
});
