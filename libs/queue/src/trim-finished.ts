import type { QueuePool } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';

const SECOND = 1000;

/** At a hundred documents a second some three thousand rows a queue: one short statement. */
const trimEveryMs = 30 * SECOND;

export type Kept = {
  /** Seconds. */
  age: number;
  count: number;
};

/**
 * Deletes a queue's finished jobs that are older than `kept.age`, and of the others all but the newest
 * `kept.count` (jobs of the last kept one's millisecond go together); resolves to the number deleted. Rows
 * that another replica is deleting are left to it.
 */
export const trimFinished = async (pool: QueuePool, queue: string, kept: Kept): Promise<number> => {
  const { rowCount } = await pool.query(
    `DELETE FROM bullmq.job WHERE queue = $1 AND id IN (
       SELECT id FROM bullmq.job
       WHERE queue = $1 AND state = 'completed' AND finished_at_ms <= greatest($3::bigint, (
         SELECT finished_at_ms FROM bullmq.job WHERE queue = $1 AND state = 'completed'
         ORDER BY finished_at_ms DESC OFFSET $2 LIMIT 1))
       FOR UPDATE SKIP LOCKED)`,
    [queue, kept.count, Date.now() - kept.age * SECOND],
  );
  return rowCount ?? 0;
};

/**
 * Trims a queue now and then; the answer stops it. On Postgres BullMQ's own `removeOnComplete` looks for old
 * jobs at every completion, and its `count` sorts all kept ones for it: each document costs more than the
 * one before.
 */
export const keepTrimmed = (parts: {
  pool: QueuePool;
  queue: string;
  kept: Kept;
  log: Log;
}): (() => Promise<void>) => {
  const { pool, queue, kept, log } = parts;
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = trimFinished(pool, queue, kept).catch((thrown) =>
      log.warn('could not trim finished jobs', failureFields(thrown)),
    );
  }, trimEveryMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
};
