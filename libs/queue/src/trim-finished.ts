import type { QueuePool } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';

const SECOND = 1000;

/** At a hundred documents a second some three thousand rows a queue: one short statement. */
const trimEveryMs = 30 * SECOND;

/**
 * Deletes a queue's finished jobs but the newest `most`; resolves to the number deleted. Rows that another
 * replica is deleting are left to it.
 */
export const trimFinished = async (pool: QueuePool, queue: string, most: number): Promise<number> => {
  const { rowCount } = await pool.query(
    `DELETE FROM bullmq.job WHERE queue = $1 AND id IN (
       SELECT id FROM bullmq.job
       WHERE queue = $1 AND state = 'completed' AND finished_at_ms < (
         SELECT finished_at_ms FROM bullmq.job WHERE queue = $1 AND state = 'completed'
         ORDER BY finished_at_ms DESC OFFSET $2 LIMIT 1)
       FOR UPDATE SKIP LOCKED)`,
    [queue, most - 1],
  );
  return rowCount ?? 0;
};

/**
 * Trims a queue now and then; the answer stops it. BullMQ's own `removeOnComplete.count` sorts all kept jobs
 * at every completion on Postgres, so that each document costs more than the one before.
 */
export const keepTrimmed = (parts: {
  pool: QueuePool;
  queue: string;
  most: number;
  log: Log;
}): (() => Promise<void>) => {
  const { pool, queue, most, log } = parts;
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = trimFinished(pool, queue, most).catch((thrown) =>
      log.warn('could not trim finished jobs', failureFields(thrown)),
    );
  }, trimEveryMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
};
