import { Failure } from '@rollcall/failures';
import type { Log } from '@rollcall/telemetry';
import { migratePostgresQueue, openPostgresQueue } from './postgres.ts';
import type { Queue } from './queue.ts';
import { openRedisQueue } from './redis.ts';

export type QueueOptions = {
  /** `redis://`, `rediss://`, `postgres://` or `postgresql://`: the scheme chooses the backend. */
  url: string;
  service: string;
  /** Consumers that this process will start; sizes the pool on Postgres. */
  consumers: number;
  /** Sets this deployment's keys apart on a shared Redis. Default `rollcall`. */
  prefix?: string;
  /**
   * This replica's own name, under which it comes back after a crash: it then takes back at once what it held.
   * No two live processes of a service may have the same one.
   */
  replica?: string | undefined;
  log: Log;
};

const backendOf = (url: string): 'redis' | 'postgres' => {
  if (/^rediss?:\/\//.test(url)) return 'redis';
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgres';
  throw new Failure('config.invalid', { details: { variable: 'QUEUE_URL' } });
};

/** The queues behind a URL. Connects on first use. Throws `config.invalid` for a URL of another scheme. */
export const openQueue = (options: QueueOptions): Queue =>
  backendOf(options.url) === 'redis'
    ? openRedisQueue({ ...options, prefix: options.prefix ?? 'rollcall' })
    : openPostgresQueue(options);

/** Prepares the server behind a URL for the queues; nothing to do on Redis. */
export const migrateQueue = async (url: string, log: Log): Promise<void> => {
  if (backendOf(url) === 'postgres') await migratePostgresQueue(url, log);
};
