import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, startPgBouncer, testPgBouncer } from '@rollcall/testing';
import { expect, it } from 'vitest';
import { migrateQueue, openQueue } from '../src/index.ts';

it.runIf(testPgBouncer())('a queue whose URL leads to a pooler says so, and is not tried again', async () => {
  const database = await createTestDatabase();
  const pooler = await startPgBouncer({ databaseUrl: database.url, poolSize: 2 });
  const log = createLog('test', 'silent');
  const queue = openQueue({ url: pooler.url, service: 'test', consumers: 1, log });
  const refused = { code: 'postgres.pooler', retryable: false };
  await expect(queue.ping()).rejects.toMatchObject(refused);
  await expect(migrateQueue(pooler.url, log)).rejects.toMatchObject(refused);
  await queue.close();
  await pooler.stop();
  await database.drop();
});
