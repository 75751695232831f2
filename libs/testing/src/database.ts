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

/**
 * A database of one's own, migrated, the queue's tables included: a copy of a template that is made once
 * for each version of the schema. Drop it in `afterAll`.
 */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const server = testServerUrl();
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
