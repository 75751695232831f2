import { randomUUID } from 'node:crypto';
import type { JobKey } from '@rollcall/pipeline';
import { closeQueuePool, openQueuePool, type QueuePool } from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, until } from '@rollcall/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openQueue, type Queue } from '../src/index.ts';
import { queueName } from '../src/settings.ts';
import { trimFinished } from '../src/trim-finished.ts';

const log = createLog('test');
let database: TestDatabase;
let queue: Queue;
let pool: QueuePool;

beforeAll(async () => {
  database = await createTestDatabase();
  queue = openQueue({ url: database.url, service: 'test', consumers: 1, log });
  pool = openQueuePool({ url: database.url, service: 'test', max: 1, log });
});
afterAll(async () => {
  await queue.close();
  await closeQueuePool(pool, { log });
  await database.drop();
});

it('keeps the newest finished jobs until they are old, and every job that is not finished', async () => {
  const keys = Array.from({ length: 6 }, (): JobKey => ({ hop: 'ground', rowId: randomUUID(), epoch: 1 }));
  const finished: string[] = [];
  const consumer = await queue.consume(
    'ground',
    async (job) => {
      finished.push(job.id);
      // Finished jobs are told apart by their millisecond.
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { kind: 'done' };
    },
    { concurrency: 1 },
  );
  for (const key of keys) await queue.add(key, {});
  await until('all jobs are done', async () => {
    const { ground } = await queue.counts();
    return finished.length === keys.length && ground.active === 0;
  });
  await consumer.drain(1000);
  const waiting: JobKey = { hop: 'ground', rowId: randomUUID(), epoch: 1 };
  await queue.add(waiting, {});

  const hour = 3600;
  expect(await trimFinished(pool, queueName('ground'), { age: hour, count: 6 })).toBe(0);
  expect(await trimFinished(pool, queueName('ground'), { age: hour, count: 2 })).toBe(4);
  expect(await Promise.all(keys.map((key) => queue.has(key)))).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
  expect(await queue.has(waiting)).toBe(true);
  expect(await trimFinished(pool, queueName('ground'), { age: 0, count: 2 })).toBe(2);
  expect(await queue.has(waiting)).toBe(true);
});
