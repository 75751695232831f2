import { closeQueuePool, openQueuePool } from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import { createPostgresBackend, type JobsOptions, Queue, Worker, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';

// BullMQ and nothing else, with the connections, the jobs' options and the workers' options that libs/queue
// uses: what then separates the chain of empty stages from this one is the shell and the ledger.

/** Workers of one process: as a service that owns one hop. */
const consumers = 1;
const spareConnections = 5;

/** Hops of the chain, as many as a document's way has. */
export const bareHops = 6;

export const queueName = (hop: number): string => `bare-${hop}`;

/** As libs/queue has them on Postgres, where finished jobs are trimmed apart from their way. */
export const jobOptions = (hop: number, document: string): JobsOptions => ({
  jobId: `${hop}-${document}`,
  attempts: 3,
  removeOnComplete: false,
  removeOnFail: { age: 7 * 24 * 3600 },
});

export type BareQueues = {
  queue(hop: number): Queue;
  worker(hop: number, work: (job: { id: string; data: object }) => Promise<void>): Worker;
  close(): Promise<void>;
};

/** A run's database goes with the run: a connection that is cut then is no error of it. */
const quiet = (queue: Queue): Queue => queue.on('error', () => {});

const openOnRedis = (url: string, prefix: string, options: Partial<WorkerOptions>): BareQueues => {
  const producing = new Redis(url, { maxRetriesPerRequest: 1 });
  const consuming = new Redis(url, { maxRetriesPerRequest: null });
  return {
    queue: (hop) => quiet(new Queue(queueName(hop), { connection: producing, prefix })),
    worker: (hop, work) =>
      new Worker(queueName(hop), (job) => work({ id: job.id ?? '', data: job.data }), {
        ...options,
        connection: consuming,
        prefix,
      }),
    close: async () => {
      for (const connection of [producing, consuming]) connection.disconnect();
    },
  };
};

const openOnPostgres = (url: string, options: Partial<WorkerOptions>): BareQueues => {
  const pool = openQueuePool({
    url,
    service: 'bench',
    max: consumers + spareConnections,
    log: createLog('bench'),
  });
  return {
    queue: (hop) =>
      quiet(new Queue(queueName(hop), { connection: pool }, createPostgresBackend) as unknown as Queue),
    worker: (hop, work) =>
      new Worker(
        queueName(hop),
        (job) => work({ id: job.id ?? '', data: job.data }),
        { ...options, connection: pool },
        createPostgresBackend,
      ) as unknown as Worker,
    close: () => closeQueuePool(pool),
  };
};

/** Opens the queues behind a URL, as libs/queue does. */
export const openBareQueues = (at: { url: string; prefix: string; concurrency: number }): BareQueues => {
  const options = {
    concurrency: at.concurrency,
    lockDuration: 30_000,
    stalledInterval: 15_000,
    drainDelay: 5,
  };
  return at.url.startsWith('redis')
    ? openOnRedis(at.url, at.prefix, options)
    : openOnPostgres(at.url, options);
};
