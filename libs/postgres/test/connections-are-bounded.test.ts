import { createTestDatabase, type TestDatabase, until } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/index.ts';

describe('the shared pooled client', () => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    db = openDatabase({ url: database.url, service: 'bounded', max: 3, acquireTimeoutMs: 300 });
  });
  afterEach(() => db.close());

  const sleep = (ms: number) => db.query({ name: `sleep_${ms}`, text: `SELECT pg_sleep(${ms / 1000})` });
  const connections = async (): Promise<number> => {
    const { rows } = await db.query<{ count: number }>({
      name: 'count',
      text: `SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'rollcall-bounded'`,
    });
    return rows[0]?.count ?? 0;
  };

  it('answers four hundred lookups at once with no more than its connections', async () => {
    const patient = openDatabase({ url: database.url, service: 'bounded', max: 3, acquireTimeoutMs: 30_000 });
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, index) =>
        patient.query<{ n: number }>({ name: 'echo', text: 'SELECT $1::int AS n', values: [index] }),
      ),
    );
    expect(answers.map(({ rows }) => rows[0]?.n)).toEqual(Array.from({ length: 400 }, (_, index) => index));
    expect(patient.stats().total).toBeLessThanOrEqual(3);
    // And the connection that asks.
    expect(await connections()).toBeLessThanOrEqual(3 + 1);
    await patient.close();
  });

  it('refuses with a code when no connection becomes free in time', async () => {
    const busy = [sleep(900), sleep(900), sleep(900)];
    await expect(sleep(1)).rejects.toMatchObject({ code: 'postgres.pool_exhausted', retryable: true });
    await Promise.all(busy);
    await expect(sleep(1)).resolves.toBeDefined();
  });

  it('keeps SQLSTATE and constraint of an error and nothing of its text', async () => {
    await db.query({ name: 'make', text: 'CREATE TABLE t (secret text CONSTRAINT t_once UNIQUE)' });
    const insert = { name: 'insert', text: 'INSERT INTO t VALUES ($1)', values: ['anna@example.com'] };
    await db.query(insert);
    const thrown = await db.query(insert).catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      code: 'postgres.constraint',
      details: { sqlstate: '23505', constraint: 't_once' },
    });
    expect(JSON.stringify(thrown) + String((thrown as Error).stack)).not.toContain('anna');
  });

  it('rolls back when the work throws, and lends the connection on clean', async () => {
    await db.query({ name: 'make_u', text: 'CREATE TABLE u (n int)' });
    await expect(
      db.transaction(async (tx) => {
        await tx.query({ name: 'insert_u', text: 'INSERT INTO u VALUES (1)' });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    const { rows } = await db.query({ name: 'select_u', text: 'SELECT n FROM u' });
    expect(rows).toEqual([]);
    expect(db.stats().idle).toBe(db.stats().total);
  });

  it('survives that Postgres ends its connections, idle and borrowed', async () => {
    await Promise.all([sleep(1), sleep(1)]);
    const busy = sleep(2000);
    const outcome = expect(busy).rejects.toMatchObject({ code: 'postgres.unavailable' });
    const other = openDatabase({ url: database.url, service: 'killer', max: 1 });
    await until('the sleeper runs', async () => (await connectionsOf(other)) > 0);
    await other.query({
      name: 'kill',
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rollcall-bounded'`,
    });
    await outcome;
    await other.close();
    // An idle connection whose end has not arrived yet may still be lent once: that query fails with a code.
    await until('queries run again', () =>
      sleep(1).then(
        () => true,
        (failure) => {
          expect(failure).toMatchObject({ code: 'postgres.unavailable', retryable: true });
          return false;
        },
      ),
    );
  });

  const connectionsOf = async (other: Database): Promise<number> => {
    const { rows } = await other.query<{ count: number }>({
      name: 'sleepers',
      text: `SELECT count(*)::int AS count FROM pg_stat_activity
             WHERE application_name = 'rollcall-bounded' AND state = 'active'`,
    });
    return rows[0]?.count ?? 0;
  };

  it('closes within its deadline although a transaction never ends', async () => {
    const { promise: never, resolve } = Promise.withResolvers<void>();
    const stuck = db.transaction(() => never);
    await until('it is borrowed', () => db.stats().total - db.stats().idle === 1);
    const started = Date.now();
    await db.close(200);
    expect(Date.now() - started).toBeLessThan(2000);
    resolve();
    await stuck;
  });
  it('names the place that keeps a connection for too long, once', async () => {
    const watched = openDatabase({ url: database.url, service: 'leaky', max: 2, leakAfterMs: 50 });
    const { promise: kept, resolve } = Promise.withResolvers<void>();
    const stuck = watched.transaction(() => kept);
    await until('it is reported', () => watched.leaks().length > 0);
    expect(watched.leaks()).toEqual([
      {
        site: expect.stringMatching(/^libs\/postgres\/test\/connections-are-bounded\.test\.ts:\d+$/),
        count: 1,
      },
    ]);
    resolve();
    await stuck;
    await watched.query({ name: 'quick', text: 'SELECT 1' });
    expect(watched.leaks()).toHaveLength(1);
    await watched.close();
  });
});
