import { seededRandom } from '@rollcall/testing';
import { sigmoid } from '../src/model/logistic.ts';
import type { TreeEnsemble } from '../src/model/trees.ts';
import { binned } from './bins.ts';
import type { Example } from './example.ts';
import { type BoostingOptions, growTree, type Node, rounded } from './grow-tree.ts';

const bins = 64;

/**
 * Boosted trees for the logistic loss, each leaf a Newton step (Friedman 2001; Chen and Guestrin 2016),
 * on binned features. The same examples, options and seed give the same trees.
 */
export const boost = (examples: readonly Example[], options: BoostingOptions): TreeEnsemble => {
  const random = seededRandom(options.seed);
  const { columns, edges } = binned(examples, bins);
  const base = rounded(startOf(examples));
  const scores = new Float64Array(examples.length).fill(base);
  const ensemble = {
    base,
    roots: [] as number[],
    feature: [] as number[],
    at: [] as number[],
    left: [] as number[],
  };
  const gradient = new Float64Array(examples.length);
  const hessian = new Float64Array(examples.length);
  for (let tree = 0; tree < options.trees; tree += 1) {
    examples.forEach(({ label, weight }, index) => {
      const probability = sigmoid(scores[index]!);
      gradient[index] = weight * (probability - label);
      hessian[index] = Math.max(weight * probability * (1 - probability), 1e-12);
    });
    const seen = picked(examples.length, options.rows, random);
    const features = picked(columns.length, options.columns, random);
    const root = growTree({ columns, edges, gradient, hessian, seen, features, options });
    append(ensemble, root);
    for (let index = 0; index < examples.length; index += 1) {
      scores[index]! += leafOf(root, examples[index]!.row);
    }
  }
  return ensemble;
};

/** Each of the first `count` numbers with this chance. */
const picked = (count: number, share: number, random: () => number): Int32Array =>
  Int32Array.from(Array.from({ length: count }, (_, index) => index).filter(() => random() < share));

/** Log-odds of the label over all examples. */
const startOf = (examples: readonly Example[]): number => {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const ones = examples.reduce((sum, { weight, label }) => sum + weight * label, 0);
  return Math.log((ones + 1e-9) / (total - ones + 1e-9));
};

const leafOf = (root: Node, row: readonly number[]): number => {
  let node = root;
  while (node.split !== undefined) {
    node = row[node.split.feature]! <= node.split.at ? node.split.low : node.split.high;
  }
  return node.value;
};

/** Lays a tree's nodes out breadth first, siblings side by side. */
const append = (
  ensemble: { roots: number[]; feature: number[]; at: number[]; left: number[] },
  root: Node,
): void => {
  const first = ensemble.feature.length;
  ensemble.roots.push(first);
  const queue = [root];
  for (let index = 0; index < queue.length; index += 1) {
    const { split, value } = queue[index]!;
    ensemble.feature.push(split === undefined ? -1 : split.feature);
    ensemble.at.push(split === undefined ? value : split.at);
    ensemble.left.push(split === undefined ? 0 : first + queue.length);
    if (split !== undefined) queue.push(split.low, split.high);
  }
};
