import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { startPostgres } from '@rollcall/embedded';
import { createDatabase, databaseUrl, dropDatabase, migrate } from '@rollcall/postgres';
import { migrateQueue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { startRedis } from '@rollcall/testing';
import { Redis } from 'ioredis';
import type { Backend } from './measurement.ts';

/** Where one run works: a fresh database, and queues that nobody else uses. */
export type Place = {
  backend: Backend;
  databaseUrl: string;
  queueUrl: string;
  prefix: string;
  /** The servers' process numbers by name. */
  servers: Record<string, number>;
  leave(): Promise<void>;
};

export type Servers = {
  /** False where there is no redis-server. */
  hasRedis: boolean;
  place(backend: Backend): Promise<Place>;
  stop(): Promise<void>;
};

/**
 * Starts one Postgres, durable as the embedded default is, for all runs. Each run on Redis gets a server of its
 * own (AOF, every second): what an earlier run left there would be rewritten and copied in the middle of the next.
 * Nor is a run's own rewritten: that comes at fixed sizes, and whether a run meets one more of them is chance.
 */
export const startServers = async (wanted: Backend[]): Promise<Servers> => {
  const postgres = await startPostgres();
  const hasRedis = wanted.includes('redis') && spawnSync('redis-server', ['--version']).status === 0;
  return {
    hasRedis,
    place: async (backend) => {
      if (backend === 'redis' && !hasRedis) throw new Error('there is no Redis to measure on');
      const redis = backend === 'redis' ? await startRedis() : undefined;
      const name = `bench_${randomBytes(6).toString('hex')}`;
      await createDatabase(postgres.url, name);
      const url = databaseUrl(postgres.url, name);
      await migrate(url);
      await migrateQueue(url, createLog('bench'));
      return {
        backend,
        databaseUrl: url,
        queueUrl: redis?.url ?? url,
        prefix: name,
        servers: {
          postgres: postgres.pid,
          ...(redis === undefined ? {} : { redis: await preparedRedis(redis.url) }),
        },
        leave: async () => {
          await redis?.stop();
          await dropDatabase(postgres.url, name);
        },
      };
    },
    stop: postgres.stop,
  };
};

/** Turns a Redis server's rewriting off; resolves to its process number, as it tells itself. */
const preparedRedis = async (url: string): Promise<number> => {
  const client = new Redis(url);
  try {
    await client.config('SET', 'auto-aof-rewrite-percentage', '0');
    return Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]);
  } finally {
    client.disconnect();
  }
};
