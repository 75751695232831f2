import { type Hop, type JobKey, jobId, stepOf } from '@rollcall/pipeline';
import type { JobsOptions } from 'bullmq';

const SECOND = 1000;
const HOUR = 3600;
const MiB = 1024 * 1024;

/**
 * Stalled jobs are looked for by every worker at the same interval: on Redis the longest interval of any
 * worker, a dead one included, throttles them all.
 */
export const stalledIntervalMs = 15 * SECOND;

/** With 0 a job that is alive but late with its lock is failed; with 2 a kill or two are survived. */
export const maxStalledCount = 2;

/** Finished jobs keep their ids for an hour, so that a repeated `add` is ignored; `age` is in seconds. */
export const kept = { age: HOUR, count: 20_000 };
const keptFailed = { age: 7 * 24 * HOUR };

/** How a job is stored: its retry policy by its hop, no stack trace and no result (they could carry values). */
export const jobOptions = (key: JobKey, priority?: number): JobsOptions => ({
  jobId: jobId(key),
  attempts: stepOf(key.hop).retry.attempts,
  backoff: { type: 'custom' },
  removeOnComplete: kept,
  removeOnFail: keptFailed,
  stackTraceLimit: 0,
  keepLogs: 0,
  sizeLimit: 4 * MiB,
  ...(priority === undefined ? {} : { priority }),
});

export const queueName = (hop: Hop): string => stepOf(hop).queue;
