import { type Calibration, type Linear, sigmoid } from '../src/model/logistic.ts';
import type { Example } from './example.ts';

const rounds = 50;

/**
 * Logistic regression on standardised features with an L2 penalty on all weights but the intercept, by
 * Newton's method (iteratively reweighted least squares). `ridge` is in units of an example's weight.
 */
export const fitLinear = (examples: readonly Example[], ridge: number): Linear => {
  const width = examples[0]?.row.length ?? 0;
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const means = Array.from(
    { length: width },
    (_, at) => examples.reduce((sum, { row, weight }) => sum + weight * row[at]!, 0) / total,
  );
  const scales = means.map((mean, at) => {
    const spread =
      examples.reduce((sum, { row, weight }) => sum + weight * (row[at]! - mean) ** 2, 0) / total;
    return Math.sqrt(spread) || 1;
  });
  const scaled = examples.map(({ row, label, weight }) => ({
    label,
    weight,
    row: [1, ...row.map((value, at) => (value - means[at]!) / scales[at]!)],
  }));
  const weights = newton(scaled, (at) => (at === 0 ? 1e-9 : ridge));
  return { intercept: weights[0]!, weights: weights.slice(1), means, scales };
};

/** Platt's calibration: slope and intercept that turn log-odds into probabilities of the label. */
export const fitCalibration = (
  scores: readonly { logOdds: number; label: 0 | 1; weight: number }[],
): Calibration => {
  const [intercept = 0, slope = 1] = newton(
    scores.map(({ logOdds, label, weight }) => ({ row: [1, logOdds], label, weight })),
    () => 1e-6,
  );
  return { slope, intercept };
};

const newton = (examples: readonly Example[], penalty: (at: number) => number): number[] => {
  const width = examples[0]?.row.length ?? 0;
  const weights = new Array<number>(width).fill(0);
  for (let round = 0; round < rounds; round += 1) {
    const gradient = weights.map((weight, at) => penalty(at) * weight);
    const hessian = weights.map((_, at) => weights.map((__, other) => (at === other ? penalty(at) : 0)));
    for (const { row, label, weight } of examples) {
      const probability = sigmoid(row.reduce((sum, value, at) => sum + value * weights[at]!, 0));
      const curve = weight * Math.max(probability * (1 - probability), 1e-9);
      for (let at = 0; at < width; at += 1) {
        gradient[at]! += weight * (probability - label) * row[at]!;
        const into = hessian[at]!;
        for (let other = 0; other <= at; other += 1) into[other]! += curve * row[at]! * row[other]!;
      }
    }
    for (let at = 0; at < width; at += 1) {
      for (let other = at + 1; other < width; other += 1) hessian[at]![other] = hessian[other]![at]!;
    }
    const step = solved(hessian, gradient);
    step.forEach((value, at) => {
      weights[at]! -= value;
    });
    if (Math.max(...step.map(Math.abs)) < 1e-9) break;
  }
  return weights;
};

/** Solves a positive definite system by Gaussian elimination. */
const solved = (matrix: readonly (readonly number[])[], right: readonly number[]): number[] => {
  const rows = matrix.map((row, at) => [...row, right[at]!]);
  const size = rows.length;
  for (let at = 0; at < size; at += 1) {
    for (let below = at + 1; below < size; below += 1) {
      const times = rows[below]![at]! / rows[at]![at]!;
      for (let column = at; column <= size; column += 1) rows[below]![column]! -= times * rows[at]![column]!;
    }
  }
  const result = new Array<number>(size).fill(0);
  for (let at = size - 1; at >= 0; at -= 1) {
    const known = result.reduce(
      (sum, value, column) => (column > at ? sum + value * rows[at]![column]! : sum),
      0,
    );
    result[at] = (rows[at]![size]! - known) / rows[at]![at]!;
  }
  return result;
};
