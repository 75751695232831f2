import type { ConsumerWork } from '@rollcall/queue';

const SECOND = 1000;

/**
 * How long a job may stand first in line while its consumer takes nothing. Longer than what a consumer needs to
 * find back after its server was away (2 s on Redis) and than its own look at an empty queue (5 s).
 */
export const wedgedAfterMs = 15 * SECOND;

/** What was seen of a consumer: how much it had taken, which job stood first in line, and since when both are so. */
export type Sighting = { taken: number; next: string | undefined; sinceMs: number };

/** The older sighting while nothing has moved, else the new one: `sinceMs` is when things came to stand as they do. */
export const sight = (before: Sighting | undefined, now: Sighting): Sighting =>
  before?.taken === now.taken && before.next === now.next ? before : now;

/**
 * True where a consumer has stopped consuming, by what it does and not by what it says: the same job has stood
 * first in line for `afterMs`, the consumer took none, and it has nothing at work, or nothing but jobs
 * that have been there for longer than `longestMs`. A consumer whose jobs are merely slow is busy, not wedged.
 *
 * The method is langfuse's (worker/src/features/health/queueConsumption.ts), which knows of no waiting jobs and
 * has to take a quiet hour for a sign.
 */
export const isWedged = (
  sighting: Sighting,
  work: ConsumerWork,
  { nowMs, longestMs, afterMs }: { nowMs: number; longestMs: number; afterMs: number },
): boolean =>
  sighting.next !== undefined &&
  nowMs - sighting.sinceMs > afterMs &&
  work.busySince.every((since) => nowMs - since > longestMs);
