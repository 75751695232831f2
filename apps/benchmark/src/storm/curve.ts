import type { Sample } from './sample.ts';

export type Point = { atMs: number; value: number };

/** The parts of a sample that are counts by name. */
export type Measure =
  | 'connections'
  | 'servers'
  | 'waiting'
  | 'borrowed'
  | 'queue'
  | 'memory'
  | 'failures'
  | 'startedAt';

/** Every name that a measure has in any of the samples, in the order of their first appearance. */
export const namesOf = (samples: Sample[], measure: Measure): string[] => [
  ...new Set(samples.flatMap((sample) => Object.keys(sample[measure]))),
];

/**
 * One measure over time. Counts that are absent from a sample are 0, because Postgres and the queue list only
 * what is there; memory and start times come from the service itself, and what it did not say is no point.
 */
export const curveOf = (samples: Sample[], measure: Measure, name: string): Point[] =>
  samples.flatMap((sample) => {
    const value = sample[measure][name];
    if (value !== undefined) return [{ atMs: sample.atMs, value }];
    return measure === 'memory' || measure === 'startedAt' ? [] : [{ atMs: sample.atMs, value: 0 }];
  });

/** The highest point, the earliest of them; undefined for an empty curve. */
export const peakOf = (curve: Point[]): Point | undefined =>
  curve.reduce<Point | undefined>(
    (best, point) => (best === undefined || point.value > best.value ? point : best),
    undefined,
  );

/** The least value of the last `count` points: a short dip to it counts as having reached it. */
export const leastAtEnd = (curve: Point[], count: number): number =>
  Math.min(...curve.slice(-count).map(({ value }) => value));

export type Growth = { from: number; to: number; overMs: number };

/** Share of the peak that must still be held at the end for a growth to count as one without return. */
const stillHeld = 0.9;

/**
 * A rise without return: the curve reaches its peak and stays near it to the end. Undefined where it falls
 * again or never rises. `overMs` is the time from the last point at the lowest value before the peak.
 */
export const growthWithoutReturn = (curve: Point[]): Growth | undefined => {
  const peak = peakOf(curve);
  if (peak === undefined) return undefined;
  const before = curve.filter(({ atMs }) => atMs <= peak.atMs);
  const after = curve.filter(({ atMs }) => atMs >= peak.atMs);
  const lowest = Math.min(...before.map(({ value }) => value));
  if (lowest >= peak.value) return undefined;
  if (after.some(({ value }) => value < peak.value * stillHeld)) return undefined;
  const from = before.findLast(({ value }) => value === lowest);
  return { from: lowest, to: peak.value, overMs: peak.atMs - (from?.atMs ?? 0) };
};

/**
 * The most connections of a server that were taken at once. While a full server turns callers away it shows
 * them for a moment, too; they are not counted as having got in.
 */
export const serverPeak = (samples: Sample[], server: string, most: number): number =>
  Math.min(most, peakOf(curveOf(samples, 'servers', server))?.value ?? 0);
