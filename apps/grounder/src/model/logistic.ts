/** A weighted sum of standardised features, in log-odds. */
export type Linear = {
  intercept: number;
  weights: readonly number[];
  /** Subtracted from each feature, and what it is divided by then. */
  means: readonly number[];
  scales: readonly number[];
};

/** Turns log-odds into a probability: `sigmoid(slope * logOdds + intercept)` (Platt 1999). */
export type Calibration = { slope: number; intercept: number };

/** 1 / (1 + e^-x); 0 and 1 only where a double can tell no difference. */
export const sigmoid = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** The log-odds of one row of feature values. */
export const linearScore = (
  { intercept, weights, means, scales }: Linear,
  row: ArrayLike<number>,
): number => {
  let sum = intercept;
  for (let index = 0; index < weights.length; index += 1) {
    sum += (weights[index]! * (row[index]! - means[index]!)) / scales[index]!;
  }
  return sum;
};

/** The probability that belongs to log-odds. */
export const calibrated = ({ slope, intercept }: Calibration, logOdds: number): number =>
  sigmoid(slope * logOdds + intercept);
