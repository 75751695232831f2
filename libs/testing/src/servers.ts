import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startPostgres } from '@rollcall/embedded';
import { readTestConfig } from './config.ts';

import { findPgBouncer } from './pgbouncer.ts';

export type TestServers = {
  /** Variables that tests read; see `config.ts`. */
  env: Record<string, string>;
  /** What was left out and why, a sentence each. */
  leftOut: string[];
  stop(): Promise<void>;
};

/** Starts what the tests need and the environment does not name: Postgres always, Redis where there is a binary. */
export const startTestServers = async (): Promise<TestServers> => {
  const config = readTestConfig();
  const env: Record<string, string> = {};
  const stops: (() => Promise<void>)[] = [];
  const leftOut: string[] = [];

  if (config.ROLLCALL_TEST_DATABASE_URL === undefined) {
    // Without a data folder of ours the server is a throw-away one and removes its own.
    const server = await startPostgres({ maxConnections: 500, settings: { fsync: 'off' } });
    env.ROLLCALL_TEST_DATABASE_URL = server.url;
    stops.push(() => server.stop());
  }

  if (config.ROLLCALL_TEST_REDIS_URL === undefined) {
    if (spawnSync('redis-server', ['--version']).status === 0) {
      const redis = await startRedis();
      env.ROLLCALL_TEST_REDIS_URL = redis.url;
      stops.push(redis.stop);
    } else if (config.ROLLCALL_TEST_REQUIRE_REDIS === '1') {
      throw new Error('ROLLCALL_TEST_REQUIRE_REDIS=1, but there is no redis-server on the path');
    } else {
      leftOut.push(
        'THE REDIS HALF OF THE TESTS IS LEFT OUT: no redis-server on the path and no ROLLCALL_TEST_REDIS_URL.',
      );
    }
  }

  if (config.ROLLCALL_TEST_PGBOUNCER === undefined) {
    const binary = findPgBouncer();
    if (binary !== undefined) {
      env.ROLLCALL_TEST_PGBOUNCER = binary;
    } else if (config.ROLLCALL_TEST_REQUIRE_PGBOUNCER === '1') {
      throw new Error('ROLLCALL_TEST_REQUIRE_PGBOUNCER=1, but there is no pgbouncer on the path');
    } else {
      leftOut.push('THE TESTS BEHIND A POOLER ARE LEFT OUT: no pgbouncer on the path.');
    }
  }
  if (config.ROLLCALL_TEST_PGVECTOR_URL === undefined) {
    leftOut.push(
      'THE TESTS WITH PGVECTOR ARE LEFT OUT: ROLLCALL_TEST_PGVECTOR_URL names no server that has it.',
    );
  }
  if (config.ROLLCALL_TEST_GROUNDING_DATA === undefined) {
    leftOut.push(
      'THE GROUNDER’S PROMISES OVER JUDGED DATA ARE LEFT OUT: ROLLCALL_TEST_GROUNDING_DATA names no folder.',
    );
  }
  return {
    env,
    leftOut,
    stop: async () => {
      for (const stop of stops.reverse()) await stop();
    },
  };
};

export type RedisServer = { url: string; dir: string; stop(): Promise<void> };

/** A Redis of its own on a free loopback port, with AOF and `noeviction` as in production. */
export const startRedis = async (): Promise<RedisServer> => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-test-redis-'));
  const port = await freePort();
  const child = spawn(
    'redis-server',
    // biome-ignore format: an option and its value a line
    [
      '--port', String(port),
      '--bind', '127.0.0.1',
      '--dir', dir,
      '--appendonly', 'yes',
      '--appendfsync', 'everysec',
      '--maxmemory-policy', 'noeviction',
      '--save', '',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ready to accept connections')) resolve();
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    dir,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          rmSync(dir, { recursive: true, force: true });
          resolve();
        });
        child.kill('SIGTERM');
      }),
  };
};
