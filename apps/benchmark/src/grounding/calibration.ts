import type { Judged } from './judgement.ts';

/** Rows whose score lies in one tenth, and how many of them are good: in a calibrated score the last two agree. */
export type CalibrationBin = { from: number; rows: number; meanScore: number | null; share: number | null };

export type Calibration = {
  /** Expected calibration error: the mean distance of score and share over the bins (Guo et al., ICML 2017). */
  error: number;
  bins: CalibrationBin[];
};

export type CalibratedRow = Pick<Judged, 'isGood' | 'score'> & { weight: number };

const tenths = 10;

/**
 * How far a score is a probability, by tenths; there is at least one row. There is no interval: the error of a draw is
 * larger than that of the rows that it is drawn from, since it adds chance to every bin.
 */
export const calibrationOf = (rows: readonly CalibratedRow[]): Calibration => {
  const bins = Array.from({ length: tenths }, () => ({ rows: 0, weight: 0, score: 0, good: 0 }));
  for (const { score, isGood, weight } of rows) {
    const bin = bins[Math.min(tenths - 1, Math.floor(score * tenths))]!;
    bin.rows += 1;
    bin.weight += weight;
    bin.score += weight * score;
    bin.good += isGood ? weight : 0;
  }
  const all = bins.reduce((sum, { weight }) => sum + weight, 0);
  return {
    error: bins.reduce((sum, { score, good }) => sum + Math.abs(score - good), 0) / all,
    bins: bins.map(({ rows, weight, score, good }, at) => ({
      from: at / tenths,
      rows,
      meanScore: weight === 0 ? null : score / weight,
      share: weight === 0 ? null : good / weight,
    })),
  };
};

/**
 * Weights under which each set counts the same, and in it both classes do: shares of grounded answers differ between
 * sets by how these were made, and say nothing about the score.
 */
export const equally = (
  rows: readonly (Pick<Judged, 'isGood' | 'score'> & { set: string })[],
): CalibratedRow[] => {
  const sizes = new Map<string, number>();
  const nameOf = ({ set, isGood }: (typeof rows)[number]): string => `${isGood} ${set}`;
  for (const row of rows) sizes.set(nameOf(row), (sizes.get(nameOf(row)) ?? 0) + 1);
  return rows.map((row) => ({ isGood: row.isGood, score: row.score, weight: 1 / sizes.get(nameOf(row))! }));
};
