import type { Finding } from './recognizers/recognizer.ts';

/** A place of a text: UTF-16 units, end exclusive. */
export type Place = { start: number; end: number };

/**
 * Places whose finding stands whatever else is found with a score up to `others`: none of these findings begins in front of
 * it and reaches into it, and it is surer. What such others find inside of one need not be looked for: `withoutOverlaps`
 * would drop it. In order, without overlaps.
 */
export const firmPlaces = (findings: readonly Finding[], others: number): Place[] => {
  const places: Place[] = [];
  let reached = 0;
  for (const finding of findings.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (finding.start >= reached && finding.score > others) places.push(finding);
    reached = Math.max(reached, finding.end);
  }
  return places;
};
