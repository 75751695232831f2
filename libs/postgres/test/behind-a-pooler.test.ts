import { randomBytes } from 'node:crypto';
import { createLog } from '@rollcall/telemetry';
import {
  assertNothingBorrowed,
  createTestDatabase,
  type PgBouncer,
  startPgBouncer,
  type TestDatabase,
  testPgBouncer,
  until,
} from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate, openDatabase, postgresFailure, readTimeLimits } from '../src/index.ts';

const pgbouncer = testPgBouncer();
const poolSize = 4;
/** Each of sixty connections that a restart ends says so. */
const log = createLog('test', 'silent');

let database: TestDatabase;
/** A pool that does not go by the pooler: it watches and prepares. */
let direct: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  direct = openDatabase({ url: database.url, service: 'watcher', max: 2 });
});
afterAll(async () => {
  await direct.close();
  await database.drop();
});

const echo = (n: number) => ({ name: 'echo', text: 'SELECT $1::int AS n', values: [n] });
const sleep = (seconds: number) => ({
  name: 'sleep',
  text: 'SELECT pg_sleep($1::float8)',
  values: [seconds],
});

it('a migration takes a direct connection for what it is', async () => {
  await expect(migrate(database.url)).resolves.toMatchObject({ applied: [] });
});

it('a refusal of a pooler has the code of what it means, whatever SQLSTATE it shares with the others', () => {
  const codeOf = (message: string, code = '08P01') =>
    postgresFailure(Object.assign(new Error(message), { code })).code;
  expect(codeOf('unsupported startup parameter: statement_timeout')).toBe('postgres.pooler');
  expect(codeOf('unsupported startup parameter in options: search_path')).toBe('postgres.pooler');
  expect(codeOf('prepared statement "echo" does not exist', '26000')).toBe('postgres.pooler');
  expect(codeOf('prepared statement "echo" already exists', '42P05')).toBe('postgres.pooler');
  expect(codeOf('query_wait_timeout')).toBe('postgres.pool_exhausted');
  expect(codeOf('no more connections allowed (max_client_conn)')).toBe('postgres.too_many_connections');
  expect(codeOf('server conn crashed?')).toBe('postgres.unavailable');
});

describe.runIf(pgbouncer)('behind a PgBouncer in transaction mode', () => {
  const role = `rollcall_test_${randomBytes(6).toString('hex')}`;
  const secret = randomBytes(12).toString('hex');
  let pooler: PgBouncer;
  let db: Database;
  beforeAll(async () => {
    // As roles.ts makes them: time limits belong to the role, because no start-up parameter gets through.
    for (const text of [
      `CREATE ROLE ${role} LOGIN PASSWORD '${secret}'`,
      `ALTER ROLE ${role} SET statement_timeout = '400ms'`,
      `ALTER ROLE ${role} SET idle_in_transaction_session_timeout = '400ms'`,
      'CREATE TABLE public.notes (n int)',
    ]) {
      await direct.query({ name: '', text });
    }
    pooler = await startPgBouncer({
      databaseUrl: database.url,
      poolSize,
      roles: { [role]: secret },
      settings: { query_wait_timeout: 5 },
    });
    db = openDatabase({ url: pooler.url, service: 'pooled', max: 60, pooler: 'transaction', log });
  });
  afterAll(async () => {
    await db.close();
    await pooler.stop();
    await direct.query({ name: '', text: `DROP ROLE ${role}` });
  });

  /** Connections of this database at the server, the watcher's own not counted. */
  const atTheServer = async (): Promise<number> => {
    const { rows } = await direct.query<{ count: number }>({
      name: 'count',
      text: `SELECT count(*)::int AS count FROM pg_stat_activity
             WHERE datname = current_database() AND application_name <> 'rollcall-watcher'`,
    });
    return rows[0]?.count ?? 0;
  };

  it('answers six hundred callers over sixty connections with four at the server', async () => {
    const seen: number[] = [];
    const watching = new AbortController();
    const watch = (async () => {
      while (!watching.signal.aborted) seen.push(await atTheServer());
    })();
    const numbers = Array.from({ length: 600 }, (_, index) => index);
    const answers = await Promise.all(
      numbers.map((n) =>
        db.transaction(async (tx) => {
          await tx.query(sleep(0.002));
          return (await tx.query<{ n: number }>(echo(n))).rows[0]?.n;
        }),
      ),
    );
    watching.abort();
    await watch;
    expect(answers).toEqual(numbers);
    expect(db.stats().total).toBeGreaterThan(poolSize);
    expect(Math.max(...seen)).toBe(poolSize);
    await assertNothingBorrowed(db);
  });

  it('rolls back, and the next transaction on the same connection starts clean', async () => {
    const insert = (n: number) => ({
      name: 'insert',
      text: 'INSERT INTO public.notes VALUES ($1)',
      values: [n],
    });
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        db
          .transaction(async (tx) => {
            await tx.query(insert(n));
            if (n % 2 === 0) throw new Error('changed my mind');
            if (n === 5) await tx.query({ name: 'broken', text: 'SELECT 1 / 0' });
          })
          .catch(() => undefined),
      ),
    );
    const { rows } = await db.query<{ n: number }>({
      name: 'kept',
      text: 'SELECT n FROM public.notes ORDER BY n',
    });
    expect(rows.map(({ n }) => n)).toEqual([1, 3, 7, 9, 11, 13, 15, 17, 19]);
    const { rows: open } = await direct.query({
      name: 'open',
      text: `SELECT pid FROM pg_stat_activity
             WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    });
    expect(open).toEqual([]);
  });

  it('has the time limits of its role', async () => {
    const limited = openDatabase({
      url: pooler.urlOf(role),
      service: 'limited',
      max: 4,
      pooler: 'transaction',
    });
    expect(await readTimeLimits(limited)).toEqual({ statementMs: 400, idleInTransactionMs: 400 });
    await expect(limited.query(sleep(5))).rejects.toMatchObject({
      code: 'postgres.timeout',
      details: { sqlstate: '57014' },
    });
    const idle = limited.transaction(async (tx) => {
      await tx.query(echo(1));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await tx.query(echo(2));
    });
    await expect(idle).rejects.toMatchObject({ retryable: true });
    await expect(limited.query(echo(3))).resolves.toMatchObject({ count: 1 });
    await limited.close();
  });

  it('survives a restart of the pooler: what was under way fails with a code, then queries run again', async () => {
    await Promise.all(Array.from({ length: 10 }, () => db.query(sleep(0.01))));
    const busy = expect(db.query(sleep(5))).rejects.toMatchObject({
      code: 'postgres.unavailable',
      retryable: true,
    });
    await pooler.restart();
    await busy;
    await until('queries run again', () =>
      db.query(echo(1)).then(
        () => true,
        (failure) => {
          expect(failure).toMatchObject({ code: 'postgres.unavailable', retryable: true });
          return false;
        },
      ),
    );
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => db.query(echo(n))));
    expect(answers).toHaveLength(100);
    await assertNothingBorrowed(db);
  });

  it('refuses a pool that was not told of the pooler, in words', async () => {
    const untold = openDatabase({ url: pooler.url, service: 'untold', max: 1 });
    await expect(untold.query(echo(1))).rejects.toMatchObject({ code: 'postgres.pooler', retryable: false });
    await untold.close();
  });

  it('refuses a migration, whose lock would stay behind on one of the pooler’s connections', async () => {
    await expect(migrate(pooler.url)).rejects.toMatchObject({ code: 'postgres.pooler' });
  });

  it('keeps named statements from version 1.21 on; an older one says so with a code', async () => {
    const [major, minor] = pgbouncer?.version ?? [0, 0];
    const keepsStatements = major > 1 || minor >= 21;
    const able = await startPgBouncer({
      databaseUrl: database.url,
      poolSize: 2,
      ...(keepsStatements ? { settings: { max_prepared_statements: 100 } } : {}),
    });
    const named = openDatabase({ url: able.url, service: 'named', max: 8, pooler: 'transaction-named' });
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, (_, n) => named.query(echo(n))));
    const failed = outcomes.filter(({ status }) => status === 'rejected');
    if (keepsStatements) {
      expect(failed).toEqual([]);
    } else {
      expect(failed.length).toBeGreaterThan(0);
      for (const { reason } of failed as PromiseRejectedResult[]) {
        expect(reason).toMatchObject({ code: 'postgres.pooler' });
      }
    }
    await named.close();
    await able.stop();
  });

  it('tells callers that the pooler kept waiting, and clients beyond its number, apart', async () => {
    const small = await startPgBouncer({
      databaseUrl: database.url,
      poolSize: 1,
      settings: { query_wait_timeout: 1, max_client_conn: 2 },
    });
    const crowd = openDatabase({ url: small.url, service: 'crowd', max: 3, pooler: 'transaction' });
    const busy = crowd.query(sleep(3));
    await until('it is at work', async () => crowd.stats().total === 1);
    const waited = expect(crowd.query(echo(1))).rejects.toMatchObject({ code: 'postgres.pool_exhausted' });
    await until('a second one waits', async () => crowd.stats().total === 2);
    await expect(crowd.query(echo(2))).rejects.toMatchObject({ code: 'postgres.too_many_connections' });
    await waited;
    await busy;
    await crowd.close();
    await small.stop();
  });
});
