import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { JobKey } from '@rollcall/pipeline';
import { createLog } from '@rollcall/telemetry';
import {
  createTestDatabase,
  freePort,
  type RedisServer,
  startRedis,
  type TestDatabase,
  testBackends,
  until,
} from '@rollcall/testing';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queueFailure } from '../src/failure.ts';
import { openQueue, type Queue } from '../src/index.ts';

const log = createLog('test', 'silent');
const key = (): JobKey => ({ hop: 'ground', rowId: randomUUID(), epoch: 1 });
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe.runIf(testBackends().some(({ name }) => name === 'redis'))('what Redis refuses', () => {
  let server: RedisServer;
  let admin: Redis;
  let queue: Queue;
  beforeEach(async () => {
    server = await startRedis();
    admin = new Redis(server.url);
    queue = openQueue({ url: server.url, service: 'test', consumers: 0, log });
    await queue.add(key(), {});
  });
  afterEach(async () => {
    await queue.close();
    admin.disconnect();
    await server.stop();
  });

  it('for want of memory is told apart, and does not open the breaker', async () => {
    await admin.config('SET', 'maxmemory', '1');
    for (let n = 0; n < 4; n += 1) {
      expect(await failureOf(queue.add(key(), {}))).toMatchObject({
        code: 'queue.out_of_memory',
        retryable: true,
        details: { cause: 'OOM' },
      });
    }
    expect(queue.breaker.state()).toBe('closed');
  });

  it('because its disk takes nothing is told apart', async () => {
    await admin.config('SET', 'save', '3600 1');
    rmSync(server.dir, { recursive: true, force: true });
    await admin.bgsave();
    await until('the snapshot has failed', async () =>
      (await admin.info('persistence')).includes('rdb_last_bgsave_status:err'),
    );
    expect(await failureOf(queue.add(key(), {}))).toMatchObject({
      code: 'queue.cannot_persist',
      retryable: true,
      details: { cause: 'MISCONF' },
    });
    // Otherwise it would want to save before it stops, and stay.
    await admin.config('SET', 'save', '');
  });

  it('as a replica is told apart', async () => {
    await admin.replicaof('127.0.0.1', await freePort());
    expect(await failureOf(queue.add(key(), {}))).toMatchObject({
      code: 'queue.read_only',
      retryable: true,
      details: { cause: 'READONLY' },
    });
    await admin.replicaof('NO', 'ONE');
  });

  it('without a password is permanent', async () => {
    await admin.config('SET', 'requirepass', 'secret');
    const stranger = openQueue({ url: server.url, service: 'test', consumers: 0, log });
    expect(await failureOf(stranger.add(key(), {}))).toMatchObject({
      code: 'queue.access',
      retryable: false,
      details: { cause: 'NOAUTH' },
    });
    await stranger.close();
  });
});

it('a server that is loading its data is away for a moment', () => {
  const loading = new Error('LOADING Redis is loading the dataset in memory');
  expect(queueFailure(loading)).toMatchObject({ code: 'queue.unavailable', details: { cause: 'LOADING' } });
});

describe('what the queue on Postgres refuses', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('because of the role is permanent', async () => {
    const url = new URL(database.url);
    url.username = 'nobody_of_this_name';
    const queue = openQueue({ url: url.href, service: 'test', consumers: 0, log });
    expect(await failureOf(queue.ping())).toMatchObject({
      code: 'queue.access',
      retryable: false,
      // 28P01 from a server that asks for passwords, 28000 from one that trusts.
      details: { cause: 'postgres.access', sqlstate: expect.stringMatching(/^28(P01|000)$/) },
    });
    await queue.close();
  });
});

describe.each(testBackends())('the queue on $name', (backend) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('refuses a payload over its limit at once', async () => {
    const queue = openQueue({ ...backend.queue(database.url), service: 'test', consumers: 0, log });
    const large = { text: 'x'.repeat(5 * 1024 * 1024) };
    expect(await failureOf(queue.add(key(), large))).toMatchObject({
      code: 'job.too_large',
      retryable: false,
    });
    await queue.close();
  });

  it('while its server is away fails at once after the first calls, as an outage', async () => {
    const url = new URL(backend.queue(database.url).url);
    url.port = String(await freePort());
    const queue = openQueue({ url: url.href, service: 'test', consumers: 0, log });
    for (let n = 0; n < 3; n += 1) expect(await failureOf(queue.ping())).toBeDefined();
    expect(queue.breaker.state()).toBe('open');
    expect(await failureOf(queue.add(key(), {}))).toMatchObject({
      code: 'queue.unavailable',
      details: { breaker: 'open', dependency: 'queue' },
    });
    await queue.close();
  });

  it('counts what was finished lately', async () => {
    const queue = openQueue({ ...backend.queue(database.url), service: 'test', consumers: 1, log });
    const started = Date.now();
    const consumer = await queue.consume('settle', async () => ({ kind: 'done' }), { concurrency: 2 });
    for (let n = 0; n < 3; n += 1) await queue.add({ ...key(), hop: 'settle' }, {});
    await until('three are finished', async () => (await queue.finished('settle', started)) === 3);
    expect(await queue.finished('settle', Date.now() + 60_000)).toBe(0);
    expect(await queue.finished('verify', started)).toBe(0);
    await consumer.drain(1000);
    await queue.close();
  });
});
