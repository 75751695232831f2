import { randomUUID } from 'node:crypto';
import { createBreaker } from '@rollcall/breaker';
import { type Hop, hops, jobId, keysAt } from '@rollcall/pipeline';
import { failureFields, type Log } from '@rollcall/telemetry';
import { Queue as BullQueue, Worker } from 'bullmq';
import { startConsumer } from './consumer.ts';
import { heardOfQueue } from './failure.ts';
import { OneWriteRedis } from './one-write.ts';
import type { Counts, Queue, Standing } from './queue.ts';
import { alreadyGone, reachBehind } from './reach.ts';
import { clientName } from './redis-clients.ts';
import { jobOptions, queueName } from './settings.ts';
import type { Held } from './take-back.ts';

const SECOND = 1000;

/** Jobs whose removal is asked for in one go; each is looked for in the whole list. */
const removedAtOnce = 200;

/** BullMQ on Redis (AOF, `noeviction`). `prefix` sets this deployment's keys apart from others'. */
export const openRedisQueue = (options: {
  url: string;
  prefix: string;
  service: string;
  replica?: string | undefined;
  log: Log;
}): Queue => {
  const { log, prefix, replica } = options;
  const holder = replica ?? randomUUID();
  const breaker = createBreaker({ dependency: 'queue', hear: heardOfQueue, log });
  const reach = reachBehind(breaker);
  const retryStrategy = (times: number) => Math.min(times * 200, 2 * SECOND);
  // Producers fail fast: a request must not hang on a dead Redis. Workers wait for it to come back. What hangs all
  // the same is bounded by `reach`; the client's own `commandTimeout` costs a tenth of the whole queue's work.
  const connectionName = clientName(prefix, options.service);
  const producing = new OneWriteRedis(options.url, {
    connectionName,
    maxRetriesPerRequest: 1,
    connectTimeout: 5 * SECOND,
    retryStrategy,
  });
  producing.on('error', (error) => log.warn('redis producer connection', failureFields(error)));
  const consuming: OneWriteRedis[] = [];

  const producers = new Map<Hop, BullQueue>();
  const producer = (hop: Hop): BullQueue => {
    const known = producers.get(hop);
    if (known) return known;
    const made = new BullQueue(queueName(hop), { connection: producing, prefix, skipWaitingForReady: true });
    made.setMaxListeners(0);
    // BullMQ repeats what the connection has said, and an `error` without a listener ends the process.
    made.on('error', () => {});
    producers.set(hop, made);
    return made;
  };

  const key = (hop: Hop, part: string) => `${prefix}:${queueName(hop)}:${part}`;

  /** The ids of all jobs in these lists and sorted sets of a queue, read at one moment. */
  const idsIn = async (hop: Hop, lists: string[], sets: string[]): Promise<string[]> => {
    const reading = producing.multi();
    for (const list of lists) reading.lrange(key(hop, list), 0, -1);
    for (const set of sets) reading.zrange(key(hop, set), 0, '-1');
    return ((await reading.exec()) ?? []).flatMap(([error, ids]) => {
      if (error) throw error;
      return ids as string[];
    });
  };

  /** The jobs at work that were taken under this replica's name; of one that is gone meanwhile nothing is known. */
  const heldBy = (hop: Hop, name: string): Promise<Held[]> =>
    reach(async () => {
      const ids = await producing.lrange(key(hop, 'active'), 0, -1);
      const looks = producing.pipeline();
      for (const id of ids) looks.hmget(key(hop, id), 'pb', 'ats', 'atm').get(key(hop, `${id}:lock`));
      const found = (await looks.exec()) ?? [];
      return ids.flatMap((id, index) => {
        const [by, started, ended] = (found[2 * index]?.[1] ?? []) as (string | null)[];
        const token = found[2 * index + 1]?.[1];
        if (by !== name || typeof token !== 'string') return [];
        return [{ id, token, started: Number(started ?? 0), ended: Number(ended ?? 0) }];
      });
    });

  const standing: Queue['standing'] = (rows) =>
    reach(async () => {
      const found = new Map<string, Standing>(
        rows.map((row) => [row.rowId, { live: undefined, failed: undefined }]),
      );
      for (const hop of hops) {
        // One transaction a queue: a job that moves between two lists is seen in one of them.
        const live = new Set(await idsIn(hop, ['wait', 'paused', 'active'], ['delayed', 'prioritized']));
        for (const row of rows) {
          const at = found.get(row.rowId);
          if (at && keysAt(hop, row).some((one) => live.has(jobId(one)))) at.live ??= hop;
        }
      }
      // Failed sets keep a week: asked job by job, and only for the few rows that have no live one.
      const dead = rows.filter((row) => found.get(row.rowId)?.live === undefined);
      const keys = dead.flatMap((row) => hops.flatMap((hop) => keysAt(hop, row)));
      const looks = producing.pipeline();
      for (const one of keys) looks.zscore(key(one.hop, 'failed'), jobId(one));
      const scores = (await looks.exec()) ?? [];
      keys.forEach(({ hop, rowId }, index) => {
        const at = found.get(rowId);
        if (at && scores[index]?.[1] != null) at.failed ??= hop;
      });
      return found;
    });

  const discard: Queue['discard'] = async (rows, among = hops) => {
    let removed = 0;
    for (const hop of among) {
      const waiting = new Set(await reach(() => idsIn(hop, ['wait', 'paused'], ['delayed', 'prioritized'])));
      const unwanted = rows.flatMap((row) => keysAt(hop, row).map(jobId)).filter((id) => waiting.has(id));
      for (let from = 0; from < unwanted.length; from += removedAtOnce) {
        const batch = unwanted.slice(from, from + removedAtOnce);
        // BullMQ's own script leaves a job alone that a worker has taken meanwhile, and says so.
        const each = await reach(() => Promise.all(batch.map((id) => producer(hop).remove(id))));
        removed += each.reduce((sum, one) => sum + one, 0);
      }
    }
    return removed;
  };

  const counts: Queue['counts'] = () =>
    reach(async () => {
      const pipeline = producing.pipeline();
      for (const hop of hops) {
        for (const list of ['wait', 'paused', 'active']) pipeline.llen(key(hop, list));
        for (const set of ['delayed', 'prioritized', 'failed']) pipeline.zcard(key(hop, set));
      }
      const numbers = ((await pipeline.exec()) ?? []).map(([, count]) => Number(count ?? 0));
      return Object.fromEntries(
        hops.map((hop, index) => {
          const [wait = 0, paused = 0, active = 0, delayed = 0, prioritized = 0, failed = 0] = numbers.slice(
            index * 6,
          );
          return [hop, { waiting: wait + paused + prioritized, active, delayed, failed }];
        }),
      ) as Record<Hop, Counts>;
    });

  return {
    backend: 'redis',
    breaker,
    add: (at, payload, { priority } = {}) =>
      reach(async () => {
        await producer(at.hop).add(at.hop, payload, jobOptions(at, priority));
      }),
    has: (...keys) =>
      reach(async () => (await producing.exists(...keys.map((at) => key(at.hop, jobId(at))))) > 0),
    consume: (hop, handler, { concurrency }) => {
      const connection = new OneWriteRedis(options.url, {
        connectionName,
        maxRetriesPerRequest: null,
        retryStrategy,
      });
      connection.on('error', (error) => log.warn('redis consumer connection', failureFields(error)));
      consuming.push(connection);
      return startConsumer({
        hop,
        handler,
        concurrency,
        log,
        producer: producer(hop),
        holder: { name: holder, comesBack: replica !== undefined, held: () => heldBy(hop, holder) },
        createWorker: (name, processor, settings) =>
          new Worker(name, processor, { ...settings, connection, prefix }),
      });
    },
    standing,
    discard,
    finished: (hop, sinceMs) => reach(() => producing.zcount(key(hop, 'completed'), sinceMs, '+inf')),
    counts,
    next: (hop) =>
      reach(async () => {
        const first = producing.pipeline().exists(key(hop, 'limiter'));
        for (const list of ['wait', 'paused']) first.lindex(key(hop, list), -1);
        const [limited, ...heads] = (await first.zrange(key(hop, 'prioritized'), 0, '0').exec()) ?? [];
        if (limited?.[1] === 1) return undefined;
        return heads.flatMap(([error, head]) => {
          if (error) throw error;
          return (head as string | string[] | null) ?? [];
        })[0];
      }),
    ping: () =>
      reach(async () => {
        await producing.ping();
      }),
    claim: async () => ({ check: () => {}, release: async () => {} }),
    close: async () => {
      for (const made of producers.values()) await made.close().catch(alreadyGone);
      for (const connection of [producing, ...consuming]) connection.disconnect();
    },
  };
};
