import type { Estimate } from '../evaluation/bootstrap.ts';
import type { Measure } from '../evaluation/drawn-rows.ts';
import { type Calibration, calibrationOf, equally } from './calibration.ts';
import {
  aurocOf,
  badF1Of,
  badPrecisionOf,
  badRecallOf,
  balancedAccuracyOf,
  goodRefusedOf,
  type Judged,
} from './judgement.ts';

/** Turns a measure of weighted rows into a figure with its interval. */
export type Draw = (measure: Measure) => Estimate | null;

export type JudgedInSet = Judged & { set: string };

/** Both classes told apart; null where there is no row of a class that a figure needs. */
export type ClassFigures = {
  balancedAccuracy: Estimate | null;
  auroc: Estimate | null;
  /** On the class that is not to be let through: ungrounded answers, questions that cannot be answered. */
  f1: Estimate | null;
  precision: Estimate | null;
  recall: Estimate | null;
  /** The share of grounded answers, or of answerable questions, that was not let through. */
  goodRefused: Estimate | null;
};

export type SetScore = ClassFigures & { set: string; rows: number; good: number };

export type ClassesScore = {
  sets: SetScore[];
  /** The mean over the sets that have both classes, each the same; null where none has. */
  macro: ClassFigures | null;
  /** Of the rows of those sets, as they are, and with each set and in it each class counted the same. */
  calibration: { asTheyAre: Calibration; equally: Calibration } | null;
};

const measures: Record<keyof ClassFigures, (rows: readonly Judged[]) => Measure> = {
  balancedAccuracy: balancedAccuracyOf,
  auroc: aurocOf,
  f1: badF1Of,
  precision: badPrecisionOf,
  recall: badRecallOf,
  goodRefused: goodRefusedOf,
};

/** Scores rows of two classes set by set, and over the sets. */
export const scoreClasses = (judged: readonly JudgedInSet[], draw: Draw): ClassesScore => {
  const sets = bySet(judged);
  const both = sets.filter(({ rows }) => hasBoth(rows));
  const inBoth = both.flatMap(({ rows }) => rows);
  return {
    sets: sets.map(({ set, rows }) => ({
      set,
      rows: rows.length,
      good: rows.filter(({ isGood }) => isGood).length,
      ...figures((measure) => draw(measure(rows))),
    })),
    macro:
      both.length === 0 ? null : figures((measure) => draw(meanOf(both.map(({ rows }) => measure(rows))))),
    calibration:
      both.length === 0
        ? null
        : {
            asTheyAre: calibrationOf(inBoth.map((row) => ({ ...row, weight: 1 }))),
            equally: calibrationOf(equally(inBoth)),
          },
  };
};

const figures = (
  figure: (measure: (rows: readonly Judged[]) => Measure) => Estimate | null,
): ClassFigures => ({
  balancedAccuracy: figure(measures.balancedAccuracy),
  auroc: figure(measures.auroc),
  f1: figure(measures.f1),
  precision: figure(measures.precision),
  recall: figure(measures.recall),
  goodRefused: figure(measures.goodRefused),
});

/** Null for a draw in which one of the sets has no figure. */
export const meanOf =
  (ofSets: readonly Measure[]): Measure =>
  (weights) => {
    let sum = 0;
    for (const measure of ofSets) {
      const value = measure(weights);
      if (value === null) return null;
      sum += value;
    }
    return sum / ofSets.length;
  };

/** The rows of each set, in the order of their first rows. */
export const bySet = <R extends { set: string }>(rows: readonly R[]): { set: string; rows: R[] }[] => {
  const sets = new Map<string, R[]>();
  for (const row of rows) {
    const known = sets.get(row.set);
    if (known === undefined) sets.set(row.set, [row]);
    else known.push(row);
  }
  return [...sets].map(([set, ofSet]) => ({ set, rows: ofSet }));
};

export const hasBoth = (rows: readonly Pick<Judged, 'isGood'>[]): boolean =>
  rows.some(({ isGood }) => isGood) && rows.some(({ isGood }) => !isGood);
