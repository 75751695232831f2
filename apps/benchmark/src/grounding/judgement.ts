import type { Measure, Weights } from '../evaluation/drawn-rows.ts';

/** A row of two classes with what was said of it. */
export type Judged = {
  /** Its place among the rows that are drawn. */
  at: number;
  /** Of the class that is to be let through: grounded, or answerable. */
  isGood: boolean;
  /** The probability that it is, 0 to 1. */
  score: number;
  /** Whether it was let through. */
  isAccepted: boolean;
};

type Counts = { accepted: number; good: number; goodAccepted: number; all: number };

const count = (rows: readonly Judged[], weights: Weights): Counts => {
  const counts = { accepted: 0, good: 0, goodAccepted: 0, all: 0 };
  for (const { at, isGood, isAccepted } of rows) {
    const weight = weights[at]!;
    counts.all += weight;
    if (isGood) counts.good += weight;
    if (isAccepted) counts.accepted += weight;
    if (isGood && isAccepted) counts.goodAccepted += weight;
  }
  return counts;
};

export const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Mean of the shares of both classes that are judged rightly: 0.5 is chance. */
export const balancedAccuracyOf =
  (rows: readonly Judged[]): Measure =>
  (weights) => {
    const { accepted, good, goodAccepted, all } = count(rows, weights);
    const bad = all - good;
    if (good === 0 || bad === 0) return null;
    return (goodAccepted / good + (bad - (accepted - goodAccepted)) / bad) / 2;
  };

/** Of the rows that were not let through, the share that was not to be. */
export const badPrecisionOf =
  (rows: readonly Judged[]): Measure =>
  (weights) => {
    const { accepted, good, goodAccepted, all } = count(rows, weights);
    return ratio(all - accepted - (good - goodAccepted), all - accepted);
  };

/** Of the rows that were not to be let through, the share that was not. */
export const badRecallOf =
  (rows: readonly Judged[]): Measure =>
  (weights) => {
    const { accepted, good, goodAccepted, all } = count(rows, weights);
    return ratio(all - good - (accepted - goodAccepted), all - good);
  };

/** F1 on the class that is not to be let through; null where it has no row. */
export const badF1Of =
  (rows: readonly Judged[]): Measure =>
  (weights) => {
    const { accepted, good, goodAccepted, all } = count(rows, weights);
    const bad = all - good;
    return bad === 0 ? null : (2 * (bad - (accepted - goodAccepted))) / (bad + all - accepted);
  };

/** The share of the good rows that was not let through. */
export const goodRefusedOf =
  (rows: readonly Judged[]): Measure =>
  (weights) => {
    const { good, goodAccepted } = count(rows, weights);
    return ratio(good - goodAccepted, good);
  };

/**
 * Area under the ROC curve: the chance that a good row scores above one that is none, ties counted half (Hanley and
 * McNeil, Radiology 143, 1982).
 */
export const aurocOf = (rows: readonly Judged[]): Measure => {
  const ordered = rows.toSorted((a, b) => a.score - b.score);
  return (weights) => {
    let [good, bad, wins] = [0, 0, 0];
    for (let from = 0; from < ordered.length; ) {
      const { score } = ordered[from]!;
      let [tiedGood, tiedBad] = [0, 0];
      for (; from < ordered.length && ordered[from]!.score === score; from += 1) {
        const { at, isGood } = ordered[from]!;
        if (isGood) tiedGood += weights[at]!;
        else tiedBad += weights[at]!;
      }
      wins += tiedGood * (bad + tiedBad / 2);
      good += tiedGood;
      bad += tiedBad;
    }
    return ratio(wins, good * bad);
  };
};
