import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '@rollcall/postgres';
import { type Consumer, type Handled, openQueue, type Queue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, testBackends, until } from '@rollcall/testing';
import { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consumersCheck, databaseCheck, poolCheck } from '../src/checks.ts';
import { isWedged, type Sighting, sight, wedgedAfterMs } from '../src/consumption.ts';
import { readiness } from '../src/health.ts';
import { startService } from '../src/run.ts';
import type { Stage } from '../src/stage.ts';
import { openHalfDeadRoute } from './fixtures/half-dead.ts';

const log = createLog('test', 'silent');

describe('a consumer is wedged', () => {
  const longestMs = 30_000;
  const stood = (ms: number): Sighting => ({ taken: 4, next: 'ground-x-1', sinceMs: 100_000 - ms });
  const at = { nowMs: 100_000, longestMs, afterMs: wedgedAfterMs };

  it('where a job has stood first in line for too long and nothing is at work', () => {
    expect(isWedged(stood(wedgedAfterMs + 1), { taken: 4, busySince: [] }, at)).toBe(true);
    expect(isWedged(stood(wedgedAfterMs), { taken: 4, busySince: [] }, at)).toBe(false);
  });

  it('where all that is at work has been there for longer than the longest job', () => {
    const stuck = [100_000 - longestMs - 1, 100_000 - longestMs - 500];
    expect(isWedged(stood(20_000), { taken: 4, busySince: stuck }, at)).toBe(true);
    expect(isWedged(stood(20_000), { taken: 4, busySince: [...stuck, 99_000] }, at)).toBe(false);
  });

  it('not where nobody waits, however long it has been idle', () => {
    const quiet = { taken: 4, next: undefined, sinceMs: 0 };
    expect(isWedged(quiet, { taken: 4, busySince: [] }, { ...at, nowMs: 3_600_000 })).toBe(false);
  });

  it('not while something moves: a job taken here, or another one first in line', () => {
    const first: Sighting = { taken: 4, next: 'a', sinceMs: 1000 };
    expect(sight(undefined, first)).toBe(first);
    expect(sight(first, { taken: 4, next: 'a', sinceMs: 9000 }).sinceMs).toBe(1000);
    expect(sight(first, { taken: 5, next: 'a', sinceMs: 9000 }).sinceMs).toBe(9000);
    expect(sight(first, { taken: 4, next: 'b', sinceMs: 9000 }).sinceMs).toBe(9000);
  });
});

describe.each(testBackends())('readiness with the queue on $name', (backend) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is lost when a consumer’s connection is half dead: it waits for ever, and jobs wait for it', async () => {
    const at = backend.queue(database.url);
    const route = await openHalfDeadRoute(at.url);
    const queue = openQueue({ ...at, url: route.url, service: 'half-dead', consumers: 1, log });
    const producer = openQueue({ ...at, service: 'producer', consumers: 0, log });
    await queue.ping();
    const handle = async (): Promise<Handled> => ({ kind: 'done' });
    const consumer: Consumer = await queue.consume('ground', handle, { concurrency: 1 });
    const add = () => producer.add({ hop: 'ground', rowId: randomUUID(), epoch: 1 }, {});
    const state = { started: true, draining: false };
    const checks = {
      consumers: consumersCheck({ queue, stages: [], consumers: [consumer], state, afterMs: 1000 }),
    };
    await add();
    await until('it has worked', () => consumer.work().taken === 1);
    expect(await readiness(checks)).toEqual({ ready: true, checks: { consumers: 'ok' } });

    // The worker's own question for a job: a function on Postgres, a script over these keys on Redis.
    route.forget(backend.name === 'redis' ? /:stalled\b/ : /move_to_active/);
    await add();
    let taken = 1;
    await until('it is seen', async () => {
      // A question that was under way already is answered with this job, and the next one is not.
      if (consumer.work().taken > taken) {
        taken = consumer.work().taken;
        await add();
      }
      return (await readiness(checks)).checks.consumers === 'service.wedged';
    });
    expect(consumer.consuming()).toBe(true);
    expect(consumer.work()).toEqual({ taken, busySince: [] });

    await route.close();
    await consumer.drain(100);
    await Promise.all([queue.close(), producer.close()]);
  });
});

it('a model that answers slowly is no wedge: a stage says how long its jobs may be at work', async () => {
  const busySince = [performance.now() - 90_000];
  const consumer: Consumer = {
    hop: 'generate',
    consuming: () => true,
    work: () => ({ taken: 1, busySince }),
    drain: async () => {},
  };
  const queue = { next: async () => 'generate-x-1' } as unknown as Queue;
  const outcomeWith = async (stages: Stage[]): Promise<string | undefined> => {
    const state = { started: true, draining: false };
    const check = consumersCheck({ queue, stages, consumers: [consumer], state, afterMs: 0 });
    for (let look = 0; look < 3; look += 1) {
      await readiness({ consumers: check });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return (await readiness({ consumers: check })).checks.consumers;
  };
  const run = async () => ({ to: 'done' }) as const;
  expect(await outcomeWith([{ hop: 'generate', run }])).toBe('service.wedged');
  expect(await outcomeWith([{ hop: 'generate', run, longestMs: 120_000 }])).toBe('ok');
});

describe('readiness with a pool', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const open = (acquireTimeoutMs = 400): Database =>
    openDatabase({ url: database.url, service: 'starved', max: 2, acquireTimeoutMs, log });
  /** Keeps both connections until it is let go. */
  const keepBoth = (db: Database) => {
    const { promise: kept, resolve } = Promise.withResolvers<void>();
    const stuck = [db.transaction(() => kept), db.transaction(() => kept)];
    return async () => {
      resolve();
      await Promise.all(stuck);
    };
  };

  it('is lost while nobody is served, also when the callers have given up, and comes back with a connection', async () => {
    const db = open();
    const checks = { postgres: databaseCheck(db), lookup: poolCheck(db) };
    expect(await readiness(checks)).toEqual({ ready: true, checks: { postgres: 'ok', lookup: 'ok' } });
    const letGo = keepBoth(db);
    await until('both are borrowed', () => db.stats().total === 2 && db.stats().idle === 0);
    expect(db.starvedForMs()).toBe(0);
    const caller = db.query({ name: 'one', text: 'SELECT 1' });
    await expect(caller).rejects.toMatchObject({ code: 'postgres.pool_exhausted' });
    await until('it is starved', () => db.starvedForMs() > 400);
    expect(db.stats().waiting).toBe(0);
    expect(await readiness(checks)).toEqual({
      ready: false,
      checks: { postgres: 'service.pool_starved', lookup: 'service.pool_starved' },
    });
    await letGo();
    expect(db.starvedForMs()).toBe(0);
    expect(await readiness(checks)).toEqual({ ready: true, checks: { postgres: 'ok', lookup: 'ok' } });
    await db.close();
  });

  it('holds in a crowd that is served: the check does not stand in line with it', async () => {
    // None of the crowd is to give up, on a slow machine either.
    const db = open(20_000);
    const crowd = Array.from({ length: 40 }, () =>
      db.query({ name: 'brief', text: 'SELECT pg_sleep(0.01)' }),
    );
    await until('they stand in line', () => db.stats().waiting > 10);
    const { waiting } = db.stats();
    const found = await readiness({ postgres: databaseCheck(db) });
    expect(found).toEqual({ ready: true, checks: { postgres: 'ok' } });
    expect(db.stats().waiting).toBeLessThanOrEqual(waiting);
    await Promise.all(crowd);
    await db.close();
  });

  it('is what a service answers on /readyz, with its metrics; /livez asks neither Postgres nor the queue', async () => {
    const db = open();
    const queue: Queue = openQueue({ url: database.url, service: 'starved', consumers: 0, log });
    const settings = { HOST: '127.0.0.1', PORT: 0, DRAIN_DEADLINE_MS: 1000 };
    const service = await startService({ name: 'starved', settings, log, router: Router(), db, queue });
    const get = async (path: string) => {
      const response = await fetch(service.url + path);
      return { status: response.status, text: await response.text() };
    };
    expect(await get('/readyz')).toMatchObject({ status: 200 });
    const letGo = keepBoth(db);
    await until('both are borrowed', () => db.stats().total === 2 && db.stats().idle === 0);
    await db.query({ name: 'one', text: 'SELECT 1' }).catch(() => undefined);
    await until('it is starved', () => db.starvedForMs() > 0);
    const starved = await get('/readyz');
    expect(starved.status).toBe(503);
    expect(JSON.parse(starved.text)).toMatchObject({
      ready: false,
      checks: { postgres: 'service.pool_starved', queue: 'ok', consumers: 'ok' },
    });
    expect(await get('/livez')).toMatchObject({ status: 200 });
    expect((await get('/metrics')).text).toMatch(/rollcall_postgres_pool_starved_seconds\S* 0\.[4-9]/);
    await letGo();
    expect(await get('/readyz')).toMatchObject({ status: 200 });
    await service.stop();
  });
});
