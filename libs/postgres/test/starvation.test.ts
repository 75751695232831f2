import { createLog } from '@rollcall/telemetry';
import { createTestDatabase } from '@rollcall/testing';
import { expect, it } from 'vitest';
import { openDatabase, readTimeLimits, warnOfNoTimeLimits } from '../src/index.ts';
import { starvedForMs } from '../src/starvation.ts';

const acquireTimeoutMs = 5000;

it('a pool is starved where it is full and nobody was served for longer than the acquire time-out', () => {
  const at = { nowMs: 60_000, full: true };
  expect(starvedForMs({ ...at, unservedSinceMs: 54_000 }, acquireTimeoutMs)).toBe(6000);
  expect(starvedForMs({ ...at, unservedSinceMs: 55_000 }, acquireTimeoutMs)).toBe(0);
  expect(starvedForMs({ ...at, unservedSinceMs: undefined }, acquireTimeoutMs)).toBe(0);
  expect(starvedForMs({ ...at, full: false, unservedSinceMs: 1000 }, acquireTimeoutMs)).toBe(0);
});

it('callers that failed while Postgres was away do not count against a pool that serves again', async () => {
  const database = await createTestDatabase();
  const away = openDatabase({
    url: 'postgres://nobody@127.0.0.1:9/none',
    service: 'away',
    max: 1,
    acquireTimeoutMs: 50,
  });
  await expect(away.query({ name: 'one', text: 'SELECT 1' })).rejects.toMatchObject({
    code: 'postgres.unavailable',
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(away.starvedForMs()).toBe(0);
  await away.close();

  const db = openDatabase({ url: database.url, service: 'crowd', max: 2, acquireTimeoutMs: 5000 });
  await Promise.all(Array.from({ length: 50 }, () => db.query({ name: 'one', text: 'SELECT 1' })));
  expect(db.starvedForMs()).toBe(0);
  await db.close();
  await database.drop();
});

it('a role without time limits is told of, one with them is not', async () => {
  const database = await createTestDatabase();
  const told: string[] = [];
  const log = { ...createLog('test', 'silent'), warn: (event: string) => told.push(event) };
  const direct = openDatabase({ url: database.url, service: 'direct', max: 1, statementTimeoutMs: 7000 });
  await warnOfNoTimeLimits(direct, log);
  expect(told).toEqual([]);
  expect(await readTimeLimits(direct)).toEqual({ statementMs: 7000, idleInTransactionMs: 30_000 });
  // The pool leaves the limits to the role, which has none.
  const pooled = openDatabase({ url: database.url, service: 'pooled', max: 1, pooler: 'transaction' });
  await warnOfNoTimeLimits(pooled, log);
  expect(told).toEqual(['postgres sets this role no time limit']);
  await Promise.all([direct.close(), pooled.close()]);
  await database.drop();
});
