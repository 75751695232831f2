import { randomBytes } from 'node:crypto';
import { readTestConfig } from './config.ts';

/** A queue backend as a factory: the same suite runs against each. */
export type TestBackend = {
  name: 'postgres' | 'redis';
  /** URL and key prefix of a queue of one's own, given the test's own database. */
  queue(databaseUrl: string): { url: string; prefix: string };
};

/** Postgres always; Redis where the global set-up found or started one (it says loudly when not). */
export const testBackends = (): TestBackend[] => {
  const redis = readTestConfig().ROLLCALL_TEST_REDIS_URL;
  const prefix = () => `test-${randomBytes(6).toString('hex')}`;
  return [
    { name: 'postgres', queue: (url) => ({ url, prefix: prefix() }) },
    ...(redis === undefined
      ? []
      : [{ name: 'redis' as const, queue: () => ({ url: redis, prefix: prefix() }) }]),
  ];
};
