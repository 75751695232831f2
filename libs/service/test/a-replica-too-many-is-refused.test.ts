import { randomBytes } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import {
  builtInPlan,
  dropRoles,
  ensureRoles,
  openDatabase,
  type PoolKind,
  roleName,
  roleUrl,
} from '@rollcall/postgres';
import { openQueue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { Router } from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startService } from '../src/index.ts';
import { refusalOf } from '../src/place-in-fleet.ts';

const log = createLog('test', 'silent');
const password = 'password-of-a-test';
const prefix = `test_${randomBytes(4).toString('hex')}`;
const service = 'retriever';
let database: TestDatabase;

/** One replica of each service at most. */
beforeAll(async () => {
  database = await createTestDatabase();
  await ensureRoles(database.url, builtInPlan(), {
    prefix,
    pools: ['data', 'queue'],
    passwordOf: () => password,
  });
});
afterAll(async () => {
  await dropRoles(database.url, builtInPlan(), prefix);
  await database.drop();
});

const start = async ({ queuePool = 1 } = {}) => {
  const url = (pool: PoolKind) => roleUrl(database.url, roleName({ service, pool }, prefix), password);
  const db = openDatabase({ url: url('data'), service, max: 2, log });
  const queue = openQueue({ url: url('queue'), service, consumers: queuePool, log });
  const settings = { HOST: '127.0.0.1', PORT: 0, DRAIN_DEADLINE_MS: 500 };
  try {
    return await startService({ name: service, settings, log, db, queue, router: Router() });
  } catch (thrown) {
    await queue.close();
    await db.close();
    throw thrown;
  }
};

const readyz = async (url: string) => {
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, ...((await response.json()) as { checks: Record<string, string> }) };
};

it('a replica too many is told why; the one that runs stays ready, and its successor starts at once', async () => {
  const first = await start();
  await expect(start()).rejects.toMatchObject({
    code: 'budget.no_slot',
    details: { problems: ['retriever: 1 of 1 replicas are alive, each with a slot of the pool "data"'] },
  });
  expect(await readyz(first.url)).toMatchObject({ status: 200, checks: { postgres: 'ok', budget: 'ok' } });
  await first.stop();
  const next = await start();
  expect(await readyz(next.url)).toMatchObject({ status: 200 });
  await next.stop();
});

it('a replica that is refused one slot gives back the one that it had', async () => {
  await expect(start({ queuePool: 9 })).rejects.toMatchObject({
    code: 'budget.exceeded',
    details: { problems: ['retriever: its pool "queue" has 14 connections, the plan 6'] },
  });
  const next = await start();
  await next.stop();
});

it('where Postgres has no connection left, the place is taken', () => {
  const full = Object.assign(new Error('of the server'), { code: '53300' });
  const refused = { code: 'budget.no_slot', details: { service } };
  expect(refusalOf(new Failure('postgres.too_many_connections', { cause: full }), service)).toMatchObject(
    refused,
  );
  expect(refusalOf(new Failure('queue.unavailable', { cause: full }), service)).toMatchObject(refused);
  const other = new Failure('postgres.unavailable');
  expect(refusalOf(other, service)).toBe(other);
});
