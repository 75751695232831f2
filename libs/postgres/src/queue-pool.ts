import { failureFields, type Log } from '@rollcall/telemetry';
import pg from 'pg';

const SECOND = 1000;

/** Connections beyond one LISTEN a worker: adds, moves, renewals of locks. */
const spareConnections = 5;

/** Size of the queue's pool of a process with so many consumers. */
export const queuePoolMax = (consumers: number): number => consumers + spareConnections;

/** The pool that the queue library works on, opaque to everybody else. */
export type QueuePool = pg.Pool;

/**
 * One pool for all of BullMQ's objects in a process. It pins the search path (BullMQ's SQL is
 * unqualified), it is not traced (some 14 calls a hop would bury the document's own spans), and `max`
 * must be at least workers + 4: each worker keeps one connection for LISTEN, and with fewer `add()`
 * hangs silently.
 *
 * `synchronous_commit=off`: a crash of the server may lose the queue's last half second, as Redis' AOF may
 * its last second. The ledger commits synchronously, and the sweep puts a row without a job back:
 * docs/decisions/0004.
 */
export const openQueuePool = (options: {
  url: string;
  service: string;
  max: number;
  log: Log;
}): QueuePool => {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: `rollcall-${options.service}-queue`,
    options: '-c search_path=bullmq,public -c synchronous_commit=off',
    max: options.max,
    connectionTimeoutMillis: 10 * SECOND,
    idleTimeoutMillis: 60 * SECOND,
    keepAlive: true,
  });
  pool.on('error', (error) => options.log.warn('queue idle connection lost', failureFields(error)));
  pool.on('connect', (client) => {
    client.setMaxListeners(0);
    client.on('error', (error) => options.log.warn('queue connection lost', failureFields(error)));
  });
  pool.setMaxListeners(0);
  return pool;
};

/** Ends the pool; waits for borrowed connections no longer than `deadlineMs` (3 s), and says so. */
export const closeQueuePool = async (
  pool: QueuePool,
  { log, deadlineMs = 3 * SECOND }: { log: Log; deadlineMs?: number },
): Promise<void> => {
  const late = new Promise<'late'>((resolve) => {
    setTimeout(resolve, deadlineMs, 'late').unref();
  });
  if ((await Promise.race([pool.end(), late])) === 'late') {
    log.error('queue pool did not drain', { borrowed: pool.totalCount - pool.idleCount });
  }
};
