import { setImmediate } from 'node:timers/promises';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { createLog, readTelemetryConfig, startTelemetry, stopTelemetry, withSpan } from '@rollcall/telemetry';
import {
  assertNothingBorrowed,
  createTestDatabase,
  startPgBouncer,
  type TestDatabase,
  testPgBouncer,
  until,
} from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase, type Statement } from '../src/index.ts';

const log = createLog('test', 'silent');
const memory = new InMemorySpanExporter();
let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  startTelemetry(readTelemetryConfig({}), [new SimpleSpanProcessor({ exporter: memory })]);
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'together', max: 4, log });
  await db.query({ name: '', text: 'CREATE TABLE counters (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)' });
  await db.query({ name: '', text: 'INSERT INTO counters (id) SELECT generate_series(0, 99)' });
});
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await stopTelemetry();
  await database.drop();
});

/** Answers its own number and the transaction that it was answered in. */
const echo = (n: number): Statement => ({
  name: 'test.echo',
  text: 'SELECT $1::int AS n, txid_current()::text AS transaction',
  values: [n],
  together: { key: String(n), atOnce: 'one' },
});
const count = (id: number): Statement => ({
  name: 'test.count',
  text: 'UPDATE counters SET n = n + 1 WHERE id = $1 RETURNING n',
  values: [id],
  together: { key: String(id), atOnce: 'one' },
});
const numbers = (upTo: number): number[] => Array.from({ length: upTo }, (_, n) => n);

type Echo = { n: number; transaction: string };
const askAll = async (of: Database, upTo: number): Promise<Echo[]> =>
  (await Promise.all(numbers(upTo).map((n) => of.query<Echo>(echo(n))))).flatMap(({ rows }) => rows);

const transactions = (answers: Echo[]): number => new Set(answers.map(({ transaction }) => transaction)).size;

describe('callers of one statement', () => {
  it('each get their own answer, of a few transactions', async () => {
    const answers = await askAll(db, 100);
    expect(answers.map(({ n }) => n)).toEqual(numbers(100));
    expect(transactions(answers)).toBeLessThan(5);
    expect(db.stats().total).toBe(1);
  });

  it('who ask in one turn of the event loop go together, those of the next one behind them', async () => {
    const one = db.query<Echo>(echo(1));
    const other = Promise.resolve().then(() => db.query<Echo>(echo(2)));
    await setImmediate();
    const late = db.query<Echo>(echo(3));
    const [first, second, third] = (await Promise.all([one, other, late])).map(
      ({ rows }) => rows[0]?.transaction,
    );
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('that keeps the server busy take half of the connections, and share them', async () => {
    const four = openDatabase({ url: database.url, service: 'four', max: 4, log });
    const ask = (n: number) =>
      four.query<Echo>({ ...echo(n), name: 'test.busy', together: { key: String(n), atOnce: 'half' } });
    const answers = (await Promise.all(numbers(100).map(ask))).flatMap(({ rows }) => rows);
    expect(answers.map(({ n }) => n)).toEqual(numbers(100));
    expect(four.stats().total).toBe(2);
    expect(transactions(answers)).toBe(2);
    await four.close();
  });

  it('are each told how many rows theirs were, none and several', async () => {
    const rows = (of: number): Statement => ({
      name: 'test.rows',
      text: 'SELECT n FROM generate_series(1, $1::int) AS n',
      values: [of],
      together: { key: String(of), atOnce: 'one' },
    });
    for (let again = 0; again < 2; again += 1) {
      const found = await Promise.all([3, 0, 1, 0, 2].map((of) => db.query<{ n: number }>(rows(of))));
      expect(found.map((each) => each.count)).toEqual([3, 0, 1, 0, 2]);
      expect(found.map((each) => each.rows.map(({ n }) => n))).toEqual([[1, 2, 3], [], [1], [], [1, 2]]);
    }
  });

  it('that answers no rows are told how many it touched', async () => {
    const touch = (below: number): Statement => ({
      name: 'test.touch',
      text: 'UPDATE counters SET n = n WHERE id < $1',
      values: [below],
      together: { key: String(below), atOnce: 'one' },
    });
    for (let again = 0; again < 2; again += 1) {
      const touched = await Promise.all([2, 0, 5].map((below) => db.query(touch(below))));
      expect(touched).toEqual([
        { rows: [], count: 2 },
        { rows: [], count: 0 },
        { rows: [], count: 5 },
      ]);
    }
  });

  it('do not fail for one of them', async () => {
    const divide = (by: number): Statement => ({
      name: 'test.divide',
      text: 'SELECT 12 / $1::int AS n',
      values: [by],
      together: { key: String(by), atOnce: 'one' },
    });
    const ends = await Promise.allSettled(
      [1, 2, 0, 3, 0, 4].map((by) => db.query<{ n: number }>(divide(by))),
    );
    expect(
      ends.map((end) => (end.status === 'fulfilled' ? end.value.rows[0]?.n : end.reason.details.sqlstate)),
    ).toEqual([12, 6, '22012', 4, '22012', 3]);
  });

  it('do what they ask once each, though others with them fail', async () => {
    const orFail = (id: number): Statement => ({
      name: 'test.count_or_fail',
      text: 'UPDATE counters SET n = n + 1 / (CASE WHEN id = 57 THEN 0 ELSE 1 END) WHERE id = $1 RETURNING n',
      values: [id],
      together: { key: String(id), atOnce: 'one' },
    });
    const ids = numbers(10).map((n) => 50 + n);
    const ends = await Promise.allSettled(ids.map((id) => db.query<{ n: number }>(orFail(id))));
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    const { rows } = await db.query<{ id: number }>({
      name: 'test.counted',
      text: 'SELECT id FROM counters WHERE n = 1 AND id BETWEEN 50 AND 59 ORDER BY id',
    });
    expect(rows.map(({ id }) => id)).toEqual(ids.filter((id) => id !== 57));
  });

  it('go on without the one that stands before a lock', async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holder = db.transaction(async (tx) => {
      await tx.query(count(90));
      locked.resolve();
      await held;
    });
    await locked.promise;
    const stuck = db.query<{ n: number }>(count(90));
    await setImmediate();
    const others = await Promise.all([91, 92, 93].map((id) => db.query<{ n: number }>(count(id))));
    expect(others.map(({ rows }) => rows)).toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 1 }]]);
    letGo();
    expect((await stuck).rows).toEqual([{ n: 2 }]);
    await holder;
  });

  it('lock rows in one order, in however many processes', async () => {
    const other = openDatabase({ url: database.url, service: 'other', max: 4, log });
    const up = numbers(40);
    const down = up.toReversed();
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([
        ...up.map((id) => db.query(count(id))),
        ...down.map((id) => other.query(count(id))),
      ]);
    }
    await other.close();
    const { rows } = await db.query<{ n: number }>({
      name: 'test.least',
      text: 'SELECT DISTINCT n FROM counters WHERE id < 40',
    });
    expect(rows).toEqual([{ n: 40 }]);
  });

  it('are all told when Postgres ends their connection, and can ask again', async () => {
    const sleep = (n: number): Statement => ({
      name: 'test.sleep',
      text: 'SELECT pg_sleep(5), $1::int',
      values: [n],
      together: { key: String(n), atOnce: 'one' },
    });
    const killer = openDatabase({ url: database.url, service: 'killer', max: 1, log });
    const first = db.query(sleep(0));
    await setImmediate();
    const ends = Promise.allSettled([first, ...[1, 2, 3, 4].map((n) => db.query(sleep(n)))]);
    const kill = {
      name: 'test.kill',
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name = 'rollcall-together' AND query LIKE 'SELECT pg_sleep%' AND state = 'active'`,
    };
    // The first one by itself, and the others behind it after their patience.
    let killed = 0;
    await until('both are ended', async () => {
      killed += (await killer.query(kill)).count;
      return killed >= 2;
    });
    for (const end of await ends) {
      expect(end).toMatchObject({ status: 'rejected', reason: { code: 'postgres.unavailable' } });
    }
    await killer.close();
    await until('queries run again', () =>
      askAll(db, 3).then(
        () => true,
        () => false,
      ),
    );
  });

  it('have a span each, which says how many went out with it', async () => {
    memory.reset();
    await Promise.all(
      numbers(5).map((n) => withSpan(`caller ${n}`, { parent: null }, () => db.query(echo(n)))),
    );
    const spans = memory.getFinishedSpans().filter(({ name }) => name === 'test.echo');
    const callers = memory.getFinishedSpans().filter(({ name }) => name.startsWith('caller'));
    expect(spans.map((span) => span.parentSpanContext?.spanId).sort()).toEqual(
      callers.map((span) => span.spanContext().spanId).sort(),
    );
    expect(spans.map(({ attributes }) => attributes['db.response.returned_rows'])).toEqual([1, 1, 1, 1, 1]);
    expect(spans.map(({ attributes }) => attributes['db.operation.batch.size'])).toEqual([5, 5, 5, 5, 5]);
    memory.reset();
    await withSpan('alone', { parent: null }, () => db.query(echo(1)));
    expect(memory.getFinishedSpans()[0]?.attributes).not.toHaveProperty('db.operation.batch.size');
  });

  it('inside a transaction ask within it', async () => {
    await db.transaction(async (tx) => {
      const [own] = (await tx.query<Echo>(echo(1))).rows;
      const [again] = (await tx.query<Echo>(echo(2))).rows;
      expect(again?.transaction).toBe(own?.transaction);
    });
  });
});

describe('a prepared statement', () => {
  it('whose columns have changed is refused, and then prepared anew', async () => {
    const one = openDatabase({ url: database.url, service: 'one', max: 1, log });
    await one.query({ name: '', text: 'CREATE TABLE shapes (a int); INSERT INTO shapes VALUES (1)' });
    const read: Statement = { name: 'test.shapes', text: 'SELECT * FROM shapes' };
    for (let again = 0; again < 3; again += 1) expect((await one.query(read)).rows).toEqual([{ a: 1 }]);
    await one.query({ name: '', text: 'ALTER TABLE shapes ADD COLUMN b text DEFAULT $$x$$' });
    await expect(one.query(read)).rejects.toMatchObject({ code: 'postgres.statement_stale' });
    expect((await one.query(read)).rows).toEqual([{ a: 1, b: 'x' }]);
    await one.close();
  });

  it('with a value that cannot be written fails by itself and leaves the connection in order', async () => {
    const one = openDatabase({ url: database.url, service: 'one', max: 1, log });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const ask = (value: unknown): Statement => ({
      name: 'test.value',
      text: 'SELECT $1::jsonb AS value',
      values: [value],
      together: { key: 'x', atOnce: 'one' },
    });
    const ends = await Promise.allSettled(
      [{ a: 1 }, { b: 2 }, circular, { c: 3 }].map((v) => one.query(ask(v))),
    );
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value.rows : end.reason.code))).toEqual([
      [{ value: { a: 1 } }],
      [{ value: { b: 2 } }],
      'postgres.query',
      [{ value: { c: 3 } }],
    ]);
    await one.close();
  });
});

describe.runIf(testPgBouncer())('callers behind a PgBouncer in transaction mode', () => {
  it('go together, without a prepared statement', async () => {
    const pooler = await startPgBouncer({ databaseUrl: database.url, poolSize: 2 });
    const behind = openDatabase({ url: pooler.url, service: 'behind', max: 8, pooler: 'transaction', log });
    const answers = await askAll(behind, 60);
    expect(answers.map(({ n }) => n)).toEqual(numbers(60));
    expect(transactions(answers)).toBeLessThan(5);
    await behind.close();
    await pooler.stop();
  });
});
