import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeQueuePool, openQueuePool } from '../src/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('the queue’s pool waits for a borrowed connection no longer than its deadline, and says so', async () => {
  const said: string[] = [];
  const log = {
    ...createLog('test', 'silent'),
    error: (event: string) => {
      said.push(event);
    },
  };
  const pool = openQueuePool({ url: database.url, service: 'stuck', max: 2, log });
  const borrowed = await pool.connect();
  await closeQueuePool(pool, { log, deadlineMs: 100 });
  expect(said).toEqual(['queue pool did not drain']);
  borrowed.release();
});
