import { type Sample, sum } from './sample.ts';

const SECOND = 1000;

/**
 * After the last answer and the last closed row the system has this long to come to rest: longer than a leak
 * needs to be reported.
 */
export const mostRestMs = 12 * SECOND;
/** Past its deadline a row is closed by the sweep within so long. */
export const graceMs = 30 * SECOND;
/** So long it is watched at least, so that the curves show the end. */
export const leastRestMs = 1.5 * SECOND;

/**
 * True where nothing is under way any more: no open row, no job beyond those that were there before, nobody waits for a
 * connection, every connection is back. Pure.
 */
export const isAtRest = (now: Sample, before: Sample | undefined): boolean =>
  now.rows.open === 0 &&
  sum(now.queue) <= sum(before?.queue ?? {}) &&
  sum(now.waiting) === 0 &&
  sum(now.borrowed) === 0;
