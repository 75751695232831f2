import { randomUUID } from 'node:crypto';
import { type Database, openDatabase, type Queryable } from '@rollcall/postgres';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { advance, close, readLive } from '../src/index.ts';
import { openTestRun } from './rows.ts';

let database: TestDatabase;
/** One connection: the plans that it makes at first are kept. */
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 1 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** After so many calls Postgres settles for a plan that does not look at the values. */
const untilSettled = 12;

type Row = { rowId: string; epoch: number };
const steps: Record<string, (db: Queryable, row: Row) => Promise<unknown>> = {
  advance: (tx, row) => advance(tx, row, 'retrieve'),
  readLive,
  close: (tx, row) => close(tx, { ...row, status: 'answered', answer: 'a' }),
};

/** This connection's scans so far of the table's indexes, and of the table itself. */
const scans = async (tx: Queryable): Promise<Map<string, number>> => {
  const { rows } = await tx.query<{ name: string; scans: number }>({
    name: 'test.scans',
    text: `SELECT relname AS name, pg_stat_get_xact_numscans(oid)::int AS scans FROM pg_class
           WHERE oid = 'rollcall.rows'::regclass
             OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = 'rollcall.rows'::regclass)`,
  });
  return new Map(rows.map((row) => [row.name, row.scans]));
};

/** How each step of a row's way gets at the table: the indexes that it reads, and the table where it reads it all. */
const accesses = async (rowId: string): Promise<Record<string, string[]>> => {
  const found: Record<string, string[]> = {};
  for (const [name, step] of Object.entries(steps)) {
    found[name] = await db.transaction(async (tx) => {
      const before = await scans(tx);
      await step(tx, { rowId, epoch: 1 });
      return [...(await scans(tx))].flatMap(([what, count]) => (count === before.get(what) ? [] : [what]));
    });
  }
  return found;
};

const byKey = { advance: ['rows_pkey'], readLive: ['rows_pkey'], close: ['rows_pkey'] };

// A plan is kept for as long as its connection lives. One over the open rows costs nothing while there are none,
// and with thousands of them reads them all for each document.
it('whatever Postgres knew of the table when it made the plan', async () => {
  for (let times = 0; times < untilSettled; times += 1) expect(await accesses(randomUUID())).toEqual(byKey);
  const { rowIds } = await openTestRun(db, 500);
  await db.query({ name: '', text: 'ANALYZE rollcall.rows' });
  for (const rowId of rowIds) expect(await accesses(rowId)).toEqual(byKey);
  await db.query({ name: '', text: 'VACUUM ANALYZE rollcall.rows' });
  expect(await accesses(randomUUID())).toEqual(byKey);
});
