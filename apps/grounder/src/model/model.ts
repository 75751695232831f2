import { z } from 'zod';
import { calibrated, linearScore } from './logistic.ts';
import { treeScorer } from './trees.ts';

const numbers = z.array(z.number());

/** A trained model as it lies in `weights/`: made by `training/`, never edited by hand. */
export const modelFile = z.object({
  /** Another version may score the same input otherwise. */
  version: z.string().min(1),
  /** Sources and licences of the data that the weights were derived from. */
  notice: z.string().min(1),
  /** Names of the inputs in order, checked against the code that computes them. */
  features: z.array(z.string()),
  trees: z
    .object({ base: z.number(), roots: numbers, feature: numbers, at: numbers, left: numbers })
    .optional(),
  linear: z.object({ intercept: z.number(), weights: numbers, means: numbers, scales: numbers }).optional(),
  calibration: z.object({ slope: z.number().positive(), intercept: z.number() }),
});

export type ModelFile = z.infer<typeof modelFile>;

export type Model = {
  version: string;
  /** Log-odds before calibration: the sum of the parts that the file has. */
  logOdds(row: ArrayLike<number>): number;
  /** A calibrated probability, 0 to 1. */
  probability(row: ArrayLike<number>): number;
};

/**
 * Reads a model and checks that it was trained on exactly these features, in this order. Throws where the
 * file is malformed or was made for other features: a mistake of the build, found when the service starts.
 */
export const openModel = (file: unknown, features: readonly string[]): Model => {
  const { version, features: trained, trees, linear, calibration } = modelFile.parse(file);
  if (trained.join() !== features.join()) {
    throw new Error(`model ${version} was trained on other features: train it again`);
  }
  const treeScore = trees === undefined ? () => 0 : treeScorer(trees);
  const logOdds = (row: ArrayLike<number>): number =>
    treeScore(row) + (linear === undefined ? 0 : linearScore(linear, row));
  return { version, logOdds, probability: (row) => calibrated(calibration, logOdds(row)) };
};
