import { createTestDatabase, freePort, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase, postgresFailure } from '../src/index.ts';

describe('what Postgres refuses', () => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase({ url: database.url, service: 'refused', max: 2 });
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );

  it.each([
    ['53100', 'postgres.disk_full', true],
    ['53200', 'postgres.out_of_memory', true],
    ['53300', 'postgres.too_many_connections', true],
    ['53400', 'postgres.limit', true],
    ['25006', 'postgres.read_only', true],
    ['28P01', 'postgres.access', false],
    ['40P01', 'postgres.conflict', true],
    ['54000', 'postgres.value', false],
    ['55P03', 'postgres.timeout', true],
    ['57P01', 'postgres.unavailable', true],
    ['57P04', 'postgres.no_database', false],
    ['58030', 'postgres.server_error', true],
    ['XX001', 'postgres.server_error', true],
    ['26000', 'postgres.pooler', false],
    ['42703', 'postgres.query', false],
    ['P0001', 'postgres.query', false],
  ])('with SQLSTATE %s is %s', async (sqlstate, code, retryable) => {
    const raised = db.query({
      name: `raise_${sqlstate}`,
      text: `DO $$ BEGIN RAISE 'anna@example.com' USING ERRCODE = '${sqlstate}'; END $$`,
    });
    expect(await failureOf(raised)).toMatchObject({ code, retryable, details: { sqlstate } });
  });

  it('because of a role, a database, a right or a read-only transaction has a code of its own', async () => {
    const at = async (change: (url: URL) => void) => {
      const url = new URL(database.url);
      change(url);
      const other = openDatabase({ url: url.href, service: 'refused', max: 1 });
      const failure = await failureOf(other.query({ name: 'one', text: 'SELECT 1' }));
      await other.close();
      return failure;
    };
    const nobody = await at((url) => {
      url.username = 'nobody_of_this_name';
    });
    expect(nobody).toMatchObject({ code: 'postgres.access' });
    const nowhere = await at((url) => {
      url.pathname = '/no_such_database';
    });
    expect(nowhere).toMatchObject({ code: 'postgres.no_database' });
    const encrypted = await at((url) => {
      url.searchParams.set('sslmode', 'verify-full');
    });
    expect(encrypted).toMatchObject({ code: 'postgres.tls' });

    const inTransaction = (setting: string) =>
      failureOf(
        db.transaction(async (tx) => {
          await tx.query({ name: '', text: setting });
          await tx.query({ name: 'delete', text: 'DELETE FROM rollcall.vault' });
        }),
      );
    expect(await inTransaction('SET TRANSACTION READ ONLY')).toMatchObject({ code: 'postgres.read_only' });
    expect(await inTransaction('SET LOCAL ROLE pg_monitor')).toMatchObject({ code: 'postgres.privilege' });
  });

  it('because of a value names the value’s kind and not the value', async () => {
    const nul = db.query({ name: 'nul', text: 'SELECT $1::text', values: ['anna\u0000'] });
    expect(await failureOf(nul)).toMatchObject({ code: 'postgres.value', retryable: false });
  });

  it('because the schema moved under a prepared statement works at the next try', async () => {
    await db.query({ name: 'make', text: 'CREATE TABLE moving (a int)' });
    const one = openDatabase({ url: database.url, service: 'stale', max: 1 });
    const all = { name: 'all', text: 'SELECT * FROM moving' };
    await one.query(all);
    await db.query({ name: 'alter', text: 'ALTER TABLE moving ADD b int' });
    expect(await failureOf(one.query(all))).toMatchObject({
      code: 'postgres.statement_stale',
      retryable: true,
    });
    await expect(one.query(all)).resolves.toMatchObject({ count: 0 });
    await one.close();
  });

  it('comes from this process: an ended pool, a value that cannot be sent', async () => {
    const ended = openDatabase({ url: database.url, service: 'ended', max: 1 });
    await ended.close();
    expect(await failureOf(ended.query({ name: 'late', text: 'SELECT 1' }))).toMatchObject({
      code: 'service.draining',
    });
    const circular: Record<string, unknown> = {};
    circular.itself = circular;
    const unsendable = db.query({ name: 'json', text: 'SELECT $1::jsonb', values: [circular] });
    expect(await failureOf(unsendable)).toMatchObject({ code: 'postgres.query', retryable: false });
  });

  it.each([
    ['EPIPE', 'postgres.unavailable'],
    ['ENOENT', 'postgres.unavailable'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'postgres.tls'],
    ['CERT_HAS_EXPIRED', 'postgres.tls'],
  ])('with the network’s %s is %s', (errno, code) => {
    const thrown = Object.assign(new Error('anna@example.com'), { code: errno });
    expect(postgresFailure(thrown)).toMatchObject({ code, details: { errno } });
  });
});

describe('while Postgres is away', () => {
  it('a query fails at once after the first ones, with the cause’s code and the breaker in its details', async () => {
    const url = `postgres://nobody@127.0.0.1:${await freePort()}/none`;
    const db = openDatabase({ url, service: 'away', max: 2 });
    const ask = () =>
      db.query({ name: 'one', text: 'SELECT 1' }).then(
        () => undefined,
        (thrown) => thrown,
      );
    for (let n = 0; n < 3; n += 1) await ask();
    expect(db.breaker.state()).toBe('open');
    expect(await ask()).toMatchObject({
      code: 'postgres.unavailable',
      details: { errno: 'ECONNREFUSED', breaker: 'open', dependency: 'postgres' },
    });
    await expect(db.transaction(async () => undefined)).rejects.toMatchObject({
      details: { breaker: 'open' },
    });
    expect(db.stats()).toMatchObject({ total: 0, waiting: 0 });
    expect(db.leaks()).toEqual([]);
    await db.close();
  });
});

describe('a pool with no free connection', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const refusals = (db: Database, callers: number) =>
    Promise.all(
      Array.from({ length: callers }, () =>
        db.query({ name: 'one', text: 'SELECT 1' }).then(
          () => 'answered',
          ({ code }) => code,
        ),
      ),
    );

  it('opens the breaker when it serves nobody', async () => {
    const db = openDatabase({ url: database.url, service: 'starved', max: 1, acquireTimeoutMs: 100 });
    const { promise: kept, resolve } = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const stuck = db.transaction(() => {
      begun.resolve();
      return kept;
    });
    await begun.promise;
    // The first one gives up at the very moment at which the pool has served nobody for too long.
    await refusals(db, 1);
    expect(await refusals(db, 3)).toEqual(Array(3).fill('postgres.pool_exhausted'));
    expect(db.breaker.state()).toBe('open');
    resolve();
    await stuck;
    await db.close();
  });

  it('does not open it while others are served, however many give up at once', async () => {
    const db = openDatabase({ url: database.url, service: 'burst', max: 1, acquireTimeoutMs: 400 });
    const slow = Array.from({ length: 20 }, () => db.query({ name: 'nap', text: 'SELECT pg_sleep(0.06)' }));
    const outcomes = await Promise.allSettled(slow);
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(3);
    expect(db.breaker.state()).toBe('closed');
    await db.close();
  });
});
