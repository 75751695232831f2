import { type Sample, sum } from './sample.ts';

const SECOND = 1000;

/** After the last answer the system has this long to come to rest: longer than a leak needs to be reported. */
export const mostRestMs = 12 * SECOND;
/** So long it is watched at least, so that the curves show the end. */
export const leastRestMs = 1.5 * SECOND;

/**
 * True where nothing is under way any more: no job beyond those that were there before, nobody waits for a
 * connection, every connection is back. Pure.
 */
export const isAtRest = (now: Sample, before: Sample | undefined): boolean =>
  sum(now.queue) <= sum(before?.queue ?? {}) && sum(now.waiting) === 0 && sum(now.borrowed) === 0;
