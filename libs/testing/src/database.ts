import { randomBytes } from 'node:crypto';
import { createDatabase, databaseUrl, dropDatabase, migrate, migrationsDigest } from '@rollcall/postgres';
import { migrateQueue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { readTestConfig } from './config.ts';

export type TestDatabase = { url: string; drop(): Promise<void> };

/** The test server's address. Throws where no global set-up has run. */
export const testServerUrl = (): string => {
  const url = readTestConfig().ROLLCALL_TEST_DATABASE_URL;
  if (url === undefined) throw new Error('no test server: use globalSetup @rollcall/testing/global-setup');
  return url;
};

/** A server with the extension pgvector, where the environment names one (the global set-up says loudly when not). */
export const testPgvectorUrl = (): string | undefined => readTestConfig().ROLLCALL_TEST_PGVECTOR_URL;

/**
 * A database of one's own, migrated, the queue's tables included: a copy of a template that is made once
 * for each version of the schema. Drop it in `afterAll`.
 *
 * @param server another server than the tests' own
 */
export const createTestDatabase = async (server = testServerUrl()): Promise<TestDatabase> => {
  const template = `rollcall_template_${migrationsDigest()}`;
  await createDatabase(server, template, {
    fill: async (url) => {
      await migrate(url);
      await migrateQueue(url, createLog('testing'));
    },
  });
  const name = `test_${randomBytes(8).toString('hex')}`;
  await createDatabase(server, name, { template });
  return { url: databaseUrl(server, name), drop: () => dropDatabase(server, name) };
};
