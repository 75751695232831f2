import { randomUUID } from 'node:crypto';
import type { JobKey } from '@rollcall/pipeline';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, testBackends, until } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Consumer, openQueue, type Queue } from '../src/index.ts';
import { mostUnendedStarts, takenBack } from '../src/take-back.ts';

const log = createLog('test', 'error');

describe.each(testBackends())('on $name a replica that comes back', (backend) => {
  let database: TestDatabase;
  let at: { url: string; prefix: string };
  let queues: Queue[];
  let consumers: Consumer[];
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    at = backend.queue(database.url);
    queues = [];
    consumers = [];
  });
  afterEach(async () => {
    for (const consumer of consumers) await consumer.drain(100);
    for (const queue of queues) await queue.close();
  });

  const open = (replica: string): Queue => {
    const queue = openQueue({ ...at, service: 'test', consumers: 1, replica, log });
    queues.push(queue);
    return queue;
  };

  /** A consumer that takes its job and never ends it, as a process that was killed at work. */
  const takeAndHang = async (queue: Queue, key: JobKey): Promise<void> => {
    const taken = Promise.withResolvers<void>();
    const handler = (): Promise<never> => {
      taken.resolve();
      return new Promise(() => {});
    };
    consumers.push(await queue.consume(key.hop, handler, { concurrency: 1 }));
    await queue.add(key, {});
    await taken.promise;
  };

  const consumeInto = async (queue: Queue, key: JobKey, done: string[]): Promise<void> => {
    const consumer = await queue.consume(
      key.hop,
      async (job) => {
        done.push(job.id);
        return { kind: 'done' };
      },
      { concurrency: 1 },
    );
    consumers.push(consumer);
  };

  it('takes back at once what it held when it died', async () => {
    const key: JobKey = { hop: 'ground', rowId: randomUUID(), epoch: 1 };
    await takeAndHang(open('grounder-a'), key);
    const done: string[] = [];
    await consumeInto(open('grounder-a'), key, done);
    await until('the job is done', () => done.length === 1, 5000);
  });

  it('leaves alone what another replica is at', async () => {
    const key: JobKey = { hop: 'verify', rowId: randomUUID(), epoch: 1 };
    const first = open('grounder-a');
    await takeAndHang(first, key);
    const done: string[] = [];
    const other = open('grounder-b');
    await consumeInto(other, key, done);
    const sign: JobKey = { hop: 'verify', rowId: randomUUID(), epoch: 1 };
    await other.add(sign, {});
    await until('a later job is done', () => done.length === 1, 5000);
    expect(await first.standing([key])).toEqual(
      new Map([[key.rowId, { live: 'verify', failed: undefined }]]),
    );
    expect((await first.counts()).verify.active).toBe(1);
  });
});

it('a job whose starts never come to an end is not taken back for ever', () => {
  const held = (started: number, ended: number) => ({ id: 'x', token: 't', started, ended });
  expect(takenBack([held(mostUnendedStarts, 0)])).toHaveLength(1);
  expect(takenBack([held(mostUnendedStarts + 1, 0)])).toHaveLength(0);
  expect(takenBack([held(mostUnendedStarts + 3, 3)])).toHaveLength(1);
});
