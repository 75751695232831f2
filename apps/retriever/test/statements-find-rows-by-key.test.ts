import { type Database, openDatabase } from '@rollcall/postgres';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findPassages } from '../src/find-passages.ts';
import { deleteDocument, storeDocuments } from '../src/store-documents.ts';
import { documents, searchInPostgres, tenantId } from './fixtures.ts';

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

/** Times that each table has been read whole. */
const wholeReads = async (): Promise<Record<string, number>> => {
  await db.query({ name: '', text: 'SELECT pg_stat_force_next_flush()' });
  const { rows } = await db.query<{ name: string; reads: number }>({
    name: '',
    text: `SELECT relname AS name, seq_scan::int AS reads FROM pg_stat_user_tables
           WHERE schemaname = 'rollcall' AND relname IN
             ('collections', 'documents', 'passages', 'vocabulary', 'segments', 'posting_blocks', 'tombstones')`,
  });
  return Object.fromEntries(rows.map(({ name, reads }) => [name, reads]));
};

/** After so many calls Postgres settles for a plan that does not look at the values. */
const untilSettled = 8;

it('plans that were made while the tables were small read none of them whole when they are large', async () => {
  const name = { tenantId, collection: 'grown' };
  const round = async (number: number): Promise<void> => {
    await storeDocuments(db, name, documents({ a: `apple ${number}`, b: `pear ${number}` }));
    await findPassages(searchInPostgres(db), { ...name, query: 'apple pear', k: 3 });
    await deleteDocument(db, name, 'b');
  };
  await round(0);
  await db.query({ name: '', text: 'VACUUM ANALYZE' });
  const before = await wholeReads();
  for (let number = 1; number <= untilSettled; number += 1) await round(number);
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, at) => [`d${at}`, `apple word${at} other${at % 7}`]),
  );
  await storeDocuments(db, name, documents(many));
  await round(untilSettled + 1);
  expect(await wholeReads()).toEqual(before);
});
