import { closeQueuePool, openQueuePool } from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import { createPostgresBackend, type JobsOptions, Queue, Worker, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';

// BullMQ and nothing else, with the jobs' options and the workers' options that libs/queue uses, and connections of
// ioredis and pg as they come: what then separates the chain of empty stages from this one is the shell and the ledger.

/** Workers of one process: as a service that owns one hop. */
const consumers = 1;
const spareConnections = 5;

/** Hops of the chain, as many as a document's way has. */
export const bareHops = 6;

export const queueName = (hop: number): string => `bare-${hop}`;

/** As libs/queue has them: on Postgres finished jobs are trimmed apart from their way, on Redis by BullMQ. */
const usual: JobsOptions = { attempts: 5, removeOnFail: { age: 7 * 24 * 3600 } };
const onRedis: JobsOptions = { ...usual, removeOnComplete: { age: 3600, count: 20_000 } };
const onPostgres: JobsOptions = { ...usual, removeOnComplete: false };

/** One producer a hop, made when it is first used. */
const producers = (
  open: (name: string) => Queue,
  options: JobsOptions,
): Pick<BareQueues, 'ready' | 'add'> => {
  const made = new Map<number, Queue>();
  const producer = (hop: number): Queue => {
    const queue = made.get(hop) ?? quiet(open(queueName(hop)));
    made.set(hop, queue);
    return queue;
  };
  return {
    ready: (hop) => producer(hop).waitUntilReady(),
    add: (hop, document, data) => producer(hop).add('hop', data, { ...options, jobId: `${hop}-${document}` }),
  };
};

export type BareQueues = {
  /** Connects the hop's producer. */
  ready(hop: number): Promise<unknown>;
  add(hop: number, document: string, data: object): Promise<unknown>;
  worker(hop: number, work: (job: { id: string; data: object }) => Promise<void>): Worker;
  close(): Promise<void>;
};

/** A run's database goes with the run: a connection that is cut then is no error of it. */
const quiet = (queue: Queue): Queue => queue.on('error', () => {});

const openOnRedis = (url: string, prefix: string, options: Partial<WorkerOptions>): BareQueues => {
  const producing = new Redis(url, { maxRetriesPerRequest: 1 });
  const consuming = new Redis(url, { maxRetriesPerRequest: null });
  return {
    ...producers((name) => new Queue(name, { connection: producing, prefix }), onRedis),
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
  const log = createLog('bench');
  const pool = openQueuePool({
    url,
    service: 'bench',
    max: consumers + spareConnections,
    log,
  });
  return {
    ...producers(
      (name) => new Queue(name, { connection: pool }, createPostgresBackend) as unknown as Queue,
      onPostgres,
    ),
    worker: (hop, work) =>
      new Worker(
        queueName(hop),
        (job) => work({ id: job.id ?? '', data: job.data }),
        { ...options, connection: pool },
        createPostgresBackend,
      ) as unknown as Worker,
    close: () => closeQueuePool(pool, { log }),
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
