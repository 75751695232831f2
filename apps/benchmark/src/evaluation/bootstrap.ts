/** A mean over queries, and the 95 % interval in which it lies for queries such as these. */
export type Estimate = { mean: number; low: number; high: number };

const resamples = 2000;

/**
 * The mean of some values with its percentile bootstrap interval (Efron and Tibshirani, "An Introduction to the
 * Bootstrap", 1993, chapter 13): the middle 95 % of the means of 2,000 samples with replacement. The same values
 * have the same interval in every run. Throws a RangeError for no values.
 */
export const estimate = (values: readonly number[]): Estimate => {
  if (values.length === 0) throw new RangeError('a mean of no values');
  const random = createRandom(values.length);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < values.length; drawn += 1) {
      sum += values[Math.floor(random() * values.length)] as number;
    }
    return sum / values.length;
  }).sort();
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: means[Math.floor(resamples * 0.025)] as number,
    high: means[Math.ceil(resamples * 0.975) - 1] as number,
  };
};

/** Mulberry32, Tommy Ettinger's generator: numbers from 0 to 1, the same for the same seed. */
export const createRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
