import { createRandom, type Estimate } from './bootstrap.ts';

const resamples = 1000;

/** How often each row counts: once in the data as they are, any number of times in a draw. */
export type Weights = ArrayLike<number>;

/** A figure of weighted rows; null where it has none, as a mean over a class of which no row counts. */
export type Measure = (weights: Weights) => number | null;

/** Where a row stands: a set is drawn from itself, and rows of one group are drawn together. */
export type Drawn = { set: string; group: string };

/**
 * Intervals of any figure of rows, also of those that are no sum, such as an area under a curve. A thousand times as
 * many groups as there are are drawn with replacement, set by set, and the figure is worked out anew: its middle 95 %
 * are the interval (the percentile bootstrap over clusters, Davison and Hinkley, "Bootstrap Methods and their
 * Application", 1997, 3.8). The same rows have the same intervals in every run.
 */
export const drawRows = (rows: readonly Drawn[]): ((measure: Measure) => Estimate | null) => {
  const random = createRandom(rows.length);
  const groups = groupsBySet(rows);
  const once = new Uint8Array(rows.length).fill(1);
  const draws = Array.from({ length: resamples }, () => {
    const weights = new Uint16Array(rows.length);
    for (const ofSet of groups) {
      for (let drawn = 0; drawn < ofSet.length; drawn += 1) {
        for (const at of ofSet[Math.floor(random() * ofSet.length)]!) weights[at]! += 1;
      }
    }
    return weights;
  });
  return (measure) => {
    const mean = measure(once);
    if (mean === null) return null;
    // A draw may have no row of a rare class: it says nothing about that class.
    const values = Float64Array.from(draws.map(measure).filter((value) => value !== null)).sort();
    const low = values[Math.floor(0.025 * values.length)] ?? mean;
    return { mean, low, high: values[Math.ceil(0.975 * values.length) - 1] ?? mean };
  };
};

/** For each set its groups, each as the places of its rows. */
const groupsBySet = (rows: readonly Drawn[]): number[][][] => {
  const sets = new Map<string, Map<string, number[]>>();
  rows.forEach(({ set, group }, at) => {
    const groups = sets.get(set) ?? new Map<string, number[]>();
    sets.set(set, groups);
    const places = groups.get(group);
    if (places === undefined) groups.set(group, [at]);
    else places.push(at);
  });
  return [...sets.values()].map((groups) => [...groups.values()]);
};
