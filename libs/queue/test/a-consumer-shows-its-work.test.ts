import { randomUUID } from 'node:crypto';
import { type JobKey, jobId } from '@rollcall/pipeline';
import { closeQueuePool, openQueuePool } from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, testBackends, until } from '@rollcall/testing';
import { Queue as BullQueue, createPostgresBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Handled, openQueue, type Queue } from '../src/index.ts';
import { queueName } from '../src/settings.ts';

const log = createLog('test', 'error');

describe.each(testBackends())('a consumer on $name', (backend) => {
  let database: TestDatabase;
  let queue: Queue;
  let at: { url: string; prefix: string };
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    at = backend.queue(database.url);
    queue = openQueue({ ...at, service: 'test', consumers: 1, log });
  });
  afterEach(() => queue.close());

  const add = async (priority?: number): Promise<string> => {
    const key: JobKey = { hop: 'ground', rowId: randomUUID(), epoch: 1 };
    await queue.add(key, {}, priority === undefined ? {} : { priority });
    return jobId(key);
  };

  /** Pauses the queue at its server, as BullMQ's own tools do: no worker is told. */
  const pauseUnderneath = async (paused: boolean): Promise<void> => {
    if (backend.name === 'redis') {
      const connection = new Redis(at.url);
      const bull = new BullQueue(queueName('ground'), { connection, prefix: at.prefix });
      await (paused ? bull.pause() : bull.resume());
      await bull.close();
      connection.disconnect();
    } else {
      const connection = openQueuePool({ url: at.url, service: 'pausing', max: 1, log });
      const bull = new BullQueue(queueName('ground'), { connection }, createPostgresBackend);
      await (paused ? bull.pause() : bull.resume());
      await bull.close();
      await closeQueuePool(connection, { log });
    }
  };

  it('counts what it takes and how long each job has been at work', async () => {
    const gate = Promise.withResolvers<Handled>();
    const before = performance.now();
    const consumer = await queue.consume('ground', () => gate.promise, { concurrency: 2 });
    expect(consumer.work()).toEqual({ taken: 0, busySince: [] });
    await Promise.all([add(), add(), add()]);
    await until('two are at work', () => consumer.work().busySince.length === 2);
    expect(consumer.work().taken).toBe(2);
    for (const since of consumer.work().busySince) expect(since).toBeGreaterThan(before);
    gate.resolve({ kind: 'done' });
    await until('all are done', () => consumer.work().taken === 3 && consumer.work().busySince.length === 0);
    await consumer.drain(1000);
  });

  it('finds the job that stands first in line: the oldest, those with a priority later', async () => {
    expect(await queue.next('ground')).toBeUndefined();
    const hasty = await add(5);
    expect(await queue.next('ground')).toBe(hasty);
    const oldest = await add();
    await add();
    expect(await queue.next('ground')).toBe(oldest);
    expect(await queue.next('verify')).toBeUndefined();
    const handled: string[] = [];
    const consumer = await queue.consume(
      'ground',
      async (job) => {
        handled.push(job.id);
        return { kind: 'done' };
      },
      { concurrency: 1 },
    );
    await until('all are handled', () => handled.length === 3);
    expect([handled[0], handled[2]]).toEqual([oldest, hasty]);
    expect(await queue.next('ground')).toBeUndefined();
    await consumer.drain(1000);
  });

  it('that was paused underneath still means to consume; the line shows that it does not', async () => {
    const consumer = await queue.consume('ground', async () => ({ kind: 'done' }), { concurrency: 1 });
    await pauseUnderneath(true);
    // A worker that is waiting for a job may still be handed one by the pause itself.
    await add();
    await add();
    await until('a job stands first in line', async () => (await queue.next('ground')) !== undefined);
    const { taken } = consumer.work();
    const next = await queue.next('ground');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(consumer.consuming()).toBe(true);
    expect(consumer.work().taken).toBe(taken);
    expect(await queue.next('ground')).toBe(next);
    await pauseUnderneath(false);
    await until('the line is empty', async () => (await queue.next('ground')) === undefined);
    await consumer.drain(1000);
  });

  it('that pauses for a model’s 429 lets nobody stand in line meanwhile', async () => {
    const consumer = await queue.consume(
      'ground',
      async (job): Promise<Handled> =>
        (job.payload as { paused?: true }).paused
          ? { kind: 'done' }
          : { kind: 'pause', ms: 3000, payload: { paused: true } },
      { concurrency: 1 },
    );
    await add();
    await until(
      'it has met the 429',
      () => consumer.work().taken === 1 && consumer.work().busySince.length === 0,
    );
    const { ground } = await queue.counts();
    expect(ground.waiting + ground.delayed).toBe(1);
    expect(await queue.next('ground')).toBeUndefined();
    await until('it goes on', () => consumer.work().taken === 2);
    await consumer.drain(1000);
  });
});
