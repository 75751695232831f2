import { createRandom, type Estimate } from '../evaluation/bootstrap.ts';

const resamples = 1000;

/**
 * Intervals of any figure that is worked out of sums of counts. The groups of texts are drawn with replacement a
 * thousand times, and the figure is worked out anew from each draw's sums: its middle 95 % are the interval (the
 * percentile bootstrap over clusters, Davison and Hinkley, "Bootstrap Methods and their Application", 1997, 3.8).
 * The same counts have the same intervals in every run.
 *
 * @param groups one vector of counts a group, all of one length
 */
export const resampler = (
  groups: readonly Float64Array[],
): ((figure: (sums: Float64Array) => number | null) => Estimate | null) => {
  const length = groups[0]?.length ?? 0;
  const random = createRandom(groups.length);
  const sumOf = (draw: (at: number) => Float64Array): Float64Array => {
    const sums = new Float64Array(length);
    for (let at = 0; at < groups.length; at += 1) {
      const counts = draw(at);
      for (let index = 0; index < length; index += 1) sums[index]! += counts[index]!;
    }
    return sums;
  };
  const whole = sumOf((at) => groups[at]!);
  const draws = Array.from({ length: resamples }, () =>
    sumOf(() => groups[Math.floor(random() * groups.length)]!),
  );
  return (figure) => {
    const mean = figure(whole);
    if (mean === null) return null;
    // A draw may have none of a rare type: it says nothing about that type.
    const values = Float64Array.from(draws.map(figure).filter((value) => value !== null)).sort();
    const at = (share: number): number => values[Math.floor(share * values.length)] ?? mean;
    return { mean, low: at(0.025), high: values[Math.ceil(0.975 * values.length) - 1] ?? mean };
  };
};
