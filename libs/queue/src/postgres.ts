import { randomUUID } from 'node:crypto';
import { createBreaker } from '@rollcall/breaker';
import { type Hop, hops, jobId, keysAt } from '@rollcall/pipeline';
import { closeQueuePool, holdSlot, openQueuePool, type QueuePool, queuePoolMax } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';
import { Queue as BullQueue, createPostgresBackend, runMigrations, Worker } from 'bullmq';
import { startConsumer } from './consumer.ts';
import { heardOfQueue } from './failure.ts';
import type { Counts, Queue, Standing } from './queue.ts';
import { alreadyGone, reachBehind, reach as reachOnce } from './reach.ts';
import { jobOptions, kept, queueName } from './settings.ts';
import type { Held } from './take-back.ts';
import { keepTrimmed } from './trim-finished.ts';

/** A branch a state: each has its own small index, and a list of states would read all finished jobs too. */
const countsByState = (['waiting', 'active', 'delayed', 'failed'] as const)
  .map(
    (state) => `SELECT queue, '${state}' AS state, count(*)::int AS count FROM bullmq.job
                WHERE queue = ANY($1) AND state = '${state}' GROUP BY queue`,
  )
  .join(' UNION ALL ');

/** BullMQ on Postgres: all of a process's queue objects share one bounded pool. */
export const openPostgresQueue = (options: {
  url: string;
  service: string;
  /** Consumers that this process will start. */
  consumers: number;
  replica?: string | undefined;
  log: Log;
}): Queue => {
  const { log, replica } = options;
  const holder = replica ?? randomUUID();
  const breaker = createBreaker({ dependency: 'queue', hear: heardOfQueue, log });
  const reach = reachBehind(breaker);
  const poolMax = queuePoolMax(options.consumers);
  const pool = openQueuePool({ url: options.url, service: options.service, max: poolMax, log });

  const producers = new Map<Hop, BullQueue>();
  const producer = (hop: Hop): BullQueue => {
    const known = producers.get(hop);
    if (known) return known;
    const made = new BullQueue(queueName(hop), { connection: pool }, createPostgresBackend);
    made.setMaxListeners(0);
    made.on('error', (error) => log.warn('queue error', { hop, ...failureFields(error) }));
    producers.set(hop, made as unknown as BullQueue);
    return made as unknown as BullQueue;
  };

  const trims: (() => Promise<void>)[] = [];

  const queues = hops.map(queueName);
  const hopOf = new Map(hops.map((hop) => [queueName(hop), hop]));

  /** The jobs at work that were taken under this replica's name. */
  const heldBy = (hop: Hop, name: string): Promise<Held[]> =>
    reach(async () => {
      const { rows } = await pool.query<Held>(
        `SELECT id, lock_token AS token, attempts_started AS started, attempts_made AS ended FROM bullmq.job
         WHERE queue = $1 AND state = 'active' AND processed_by = $2 AND lock_token IS NOT NULL`,
        [queueName(hop), name],
      );
      return rows;
    });

  // One statement is one snapshot: a job that moves on between two queues is seen in one of them.
  const standing: Queue['standing'] = (rows) =>
    reach(async () => {
      const rowOf = new Map(
        rows.flatMap((row) =>
          hops.flatMap((hop) => keysAt(hop, row).map((one) => [jobId(one), row.rowId] as const)),
        ),
      );
      const { rows: jobs } = await pool.query<{ queue: string; id: string; state: string }>(
        `SELECT queue, id, state::text FROM bullmq.job
         WHERE queue = ANY($1) AND id = ANY($2) AND state IN ('waiting', 'active', 'delayed', 'failed')`,
        [queues, [...rowOf.keys()]],
      );
      const found = new Map<string, Standing>(
        rows.map((row) => [row.rowId, { live: undefined, failed: undefined }]),
      );
      for (const job of jobs) {
        const at = found.get(rowOf.get(job.id) ?? '');
        if (!at) continue;
        if (job.state === 'failed') at.failed ??= hopOf.get(job.queue);
        else at.live ??= hopOf.get(job.queue);
      }
      return found;
    });

  const discard: Queue['discard'] = (rows, among = hops) =>
    reach(async () => {
      const keys = rows.flatMap((row) => among.flatMap((hop) => keysAt(hop, row)));
      // A job that a worker is just taking is locked, and at work by the time that the lock is gone.
      const { rowCount } = await pool.query(
        `DELETE FROM bullmq.job WHERE (queue, id) IN (
           SELECT job.queue, job.id
           FROM unnest($1::text[], $2::text[]) AS unwanted (queue, id) JOIN bullmq.job USING (queue, id)
           WHERE job.state IN ('waiting', 'delayed') FOR UPDATE OF job SKIP LOCKED)`,
        [keys.map(({ hop }) => queueName(hop)), keys.map(jobId)],
      );
      return rowCount ?? 0;
    });

  const counts: Queue['counts'] = () =>
    reach(async () => {
      const { rows } = await pool.query<{ queue: string; state: string; count: number }>(countsByState, [
        queues,
      ]);
      const byHop = Object.fromEntries(
        hops.map((hop) => [hop, { waiting: 0, active: 0, delayed: 0, failed: 0 }]),
      ) as Record<Hop, Counts>;
      for (const row of rows) {
        const hop = hopOf.get(row.queue);
        if (hop) byHop[hop][row.state as keyof Counts] = row.count;
      }
      return byHop;
    });

  return {
    backend: 'postgres',
    breaker,
    add: (at, payload, { priority } = {}) =>
      reach(async () => {
        await producer(at.hop).add(at.hop, payload, {
          ...jobOptions(at, priority),
          removeOnComplete: false,
        });
      }),
    has: (...keys) =>
      reach(async () => {
        const { rowCount } = await pool.query(
          'SELECT 1 FROM bullmq.job WHERE (queue, id) IN (SELECT * FROM unnest($1::text[], $2::text[])) LIMIT 1',
          [keys.map(({ hop }) => queueName(hop)), keys.map(jobId)],
        );
        return rowCount === 1;
      }),
    consume: (hop, handler, { concurrency }) => {
      trims.push(keepTrimmed({ pool, queue: queueName(hop), kept, log }));
      return startConsumer({
        hop,
        handler,
        concurrency,
        log,
        producer: producer(hop),
        holder: { name: holder, comesBack: replica !== undefined, held: () => heldBy(hop, holder) },
        createWorker: (name, processor, settings) =>
          new Worker(
            name,
            processor,
            { ...settings, connection: pool },
            createPostgresBackend,
          ) as unknown as Worker,
      });
    },
    standing,
    discard,
    finished: (hop, sinceMs) =>
      reach(async () => {
        const { rows } = await pool.query<{ count: number }>(
          `SELECT count(*)::int AS count FROM bullmq.job
           WHERE queue = $1 AND state = 'completed' AND finished_at_ms >= $2`,
          [queueName(hop), sinceMs],
        );
        return rows[0]?.count ?? 0;
      }),
    counts,
    next: (hop) =>
      reach(async () => {
        const { rows } = await pool.query<{ id: string }>(
          `SELECT id FROM bullmq.job WHERE queue = $1 AND state = 'waiting' AND NOT EXISTS (
             SELECT 1 FROM bullmq.rate_limit WHERE queue = $1 AND expire_at_ms > $2)
           ORDER BY priority, seq LIMIT 1`,
          [queueName(hop), Date.now()],
        );
        return rows[0]?.id;
      }),
    ping: () =>
      reach(async () => {
        await pool.query('SELECT 1');
      }),
    claim: ({ overBudget }) =>
      holdSlot(
        <R>(text: string, values: unknown[]) =>
          reach(async () => {
            const { rows } = await pool.query(text, values);
            return { rows: rows as R[] };
          }),
        { service: options.service, pool: 'queue', max: poolMax, replica, overBudget, log },
      ),
    close: async () => {
      await Promise.all(trims.map((stop) => stop()));
      for (const made of producers.values()) await made.close().catch(alreadyGone);
      await closeQueuePool(pool, { log });
    },
  };
};

/** Brings BullMQ's own tables (schema `bullmq`) up to this build, under its advisory lock. */
export const migratePostgresQueue = async (url: string, log: Log): Promise<void> => {
  const pool: QueuePool = openQueuePool({ url, service: 'migrate', max: 1, log });
  await reachOnce(async () => {
    const client = await pool.connect();
    try {
      await runMigrations(client, 'bullmq');
    } finally {
      client.release();
    }
  }).finally(() => closeQueuePool(pool, { log }));
};
