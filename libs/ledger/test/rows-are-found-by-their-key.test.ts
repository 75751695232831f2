import { randomUUID } from 'node:crypto';
import { type Database, openDatabase, type Queryable, type Statement } from '@rollcall/postgres';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { advance, close, readLive } from '../src/index.ts';
import { openTestRun } from './rows.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 2 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** The statements that each hop sends for each document. */
const statementsOfAWay = async (): Promise<Statement[]> => {
  const sent: Statement[] = [];
  const recorder: Queryable = {
    query: async (statement) => {
      sent.push(statement);
      return { rows: [], count: 1 };
    },
  };
  const row = { rowId: randomUUID(), epoch: 1 };
  await advance(recorder, row, 'retrieve');
  await readLive(recorder, row);
  await close(recorder, { ...row, status: 'answered', answer: 'a' });
  return sent;
};

/** The indexes and full scans of a statement's plan, made without its values as a prepared statement's is. */
const accessOf = async ({ name, text }: Statement): Promise<string[]> => {
  const { rows } = await db.query<{ 'QUERY PLAN': string }>({
    name: '',
    text: `EXPLAIN (GENERIC_PLAN) ${text}`,
  });
  return rows.flatMap((line) => {
    const [, access] =
      /(Seq Scan on \w+|(?<=(?:Index|Scan using|Scan on) )rows_\w+)/.exec(line['QUERY PLAN']) ?? [];
    return access === undefined ? [] : [`${name}: ${access}`];
  });
};

const byKey = ['ledger.advance: rows_pkey', 'ledger.read_live: rows_pkey', 'ledger.close: rows_pkey'];

// A plan is kept for as long as its connection lives. One over the open rows costs nothing while there are none,
// and with thousands of them reads them all for each document.
it('whatever Postgres knew of the table when it made the plan', async () => {
  const accesses = async () => (await Promise.all((await statementsOfAWay()).map(accessOf))).flat();
  expect(await accesses()).toEqual(byKey);
  const { rowIds } = await openTestRun(db, 500);
  await db.query({ name: '', text: 'ANALYZE rollcall.rows' });
  expect(await accesses()).toEqual(byKey);
  for (const rowId of rowIds) await close(db, { rowId, epoch: 1, status: 'answered', answer: 'a' });
  await db.query({ name: '', text: 'VACUUM ANALYZE rollcall.rows' });
  expect(await accesses()).toEqual(byKey);
});
