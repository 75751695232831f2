import { randomBytes, randomUUID } from 'node:crypto';
import {
  builtInPlan,
  type Database,
  dropRoles,
  ensureRoles,
  openDatabase,
  roleName,
  roleUrl,
} from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listCollections, setPolicy } from '../src/collections.ts';
import { deleteCollection } from '../src/delete-collection.ts';
import { parseFilter } from '../src/filter/parse-filter.ts';
import { findPassages, type Question, type Search } from '../src/find-passages.ts';
import { mergeCollection } from '../src/index/merge-collection.ts';
import { deleteDocument, storeDocuments } from '../src/store-documents.ts';
import { documents, searchInMemory, searchInPostgres } from './fixtures.ts';

const log = createLog('test', 'silent');
const prefix = `test_${randomBytes(4).toString('hex')}`;
const password = 'password-of-a-test';
const [tenantId, neighbour] = [randomUUID(), randomUUID()];
const name = { tenantId, collection: 'shop' };

let database: TestDatabase;
/** Under the retriever's own role: unlike a superuser it sees nothing without its tenant. */
let db: Database;
let ways: [string, Search][];

beforeAll(async () => {
  database = await createTestDatabase();
  await ensureRoles(database.url, builtInPlan(), {
    prefix,
    pools: ['data', 'queue'],
    passwordOf: () => password,
  });
  const admin = openDatabase({ url: database.url, service: 'test', max: 1, log });
  await admin.query({
    name: 'test.tenants',
    text: 'INSERT INTO rollcall.tenants (id, name) SELECT id, id::text FROM unnest($1::uuid[]) AS id',
    values: [[tenantId, neighbour]],
  });
  await admin.close();
  const role = roleName({ service: 'retriever', pool: 'data' }, prefix);
  db = openDatabase({ url: roleUrl(database.url, role, password), service: 'test', max: 3, log });
  ways = [
    ['in memory', searchInMemory(db)],
    ['in Postgres', searchInPostgres(db)],
  ];
  for (const each of [name, { ...name, tenantId: neighbour }]) {
    const whose = each.tenantId === tenantId ? 'ours' : 'theirs';
    for (let batch = 0; batch < 4; batch += 1) {
      const text = `A kettle of ${whose}.`;
      await storeDocuments(
        db,
        each,
        documents({
          [`a${batch}`]: { title: 'Copper', text, metadata: { year: 2020 + batch } },
          [`b${batch}`]: { text: `A kettle that goes, of ${whose}.` },
        }),
      );
    }
  }
});
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await dropRoles(database.url, builtInPlan(), prefix);
  await database.drop();
});

const found = async (search: Search, asked: Partial<Question> = {}): Promise<string[]> => {
  const passages = await findPassages(search, { ...name, query: 'copper kettles', k: 20, ...asked });
  expect(passages.every(({ text }) => text.includes(asked.tenantId === neighbour ? 'theirs' : 'ours'))).toBe(
    true,
  );
  return passages.map(({ documentId }) => documentId).sort();
};

describe('the retriever, under a role that the walls hold', () => {
  it('finds what its tenant stored, by each way of ranking and of filtering', async () => {
    const all = ['a0', 'a1', 'a2', 'a3', 'b0', 'b1', 'b2', 'b3'];
    for (const [, search] of ways) {
      expect(await found(search)).toEqual(all);
      expect(await found(search, { tenantId: neighbour })).toEqual(all);
      expect(await found(search, { filter: parseFilter({ year: [2021, 2023] }) })).toEqual(['a1', 'a3']);
      const bound = parseFilter({ field: 'year', lt: 2022 });
      expect(await found(search, { filter: bound, explain: true })).toEqual(['a0', 'a1']);
    }
  });

  it('replaces, deletes and merges, and nothing of the neighbour’s', async () => {
    await storeDocuments(db, name, documents({ a0: 'An iron pan of ours.' }));
    for (const id of ['b0', 'b1', 'b2', 'b3']) await deleteDocument(db, name, id);
    const { rows } = await db.as(tenantId).query<{ id: string }>({
      name: 'test.collection',
      text: 'SELECT id FROM rollcall.collections',
    });
    expect(await mergeCollection(db.as(tenantId), rows[0]?.id ?? '', { stayMs: 0 })).toBe(true);
    for (const [, search] of ways) {
      expect(await found(search)).toEqual(['a1', 'a2', 'a3']);
      expect(await found(search, { query: 'pans' })).toEqual(['a0']);
      expect(await found(search, { tenantId: neighbour })).toHaveLength(8);
    }
    expect(await mergeCollection(db.as(neighbour), rows[0]?.id ?? '', { stayMs: 0 })).toBe(false);
  });

  it('sets its policy and deletes its collection, and the neighbour’s stays', async () => {
    expect(await setPolicy(db, name, { abstain: true })).toMatchObject({ documents: 4, abstain: true });
    expect(await deleteCollection(db, name)).toEqual({ documents: 4, passages: 4 });
    expect(await listCollections(db, tenantId)).toEqual([]);
    expect(await listCollections(db, neighbour)).toMatchObject([
      { name: 'shop', documents: 8, abstain: false },
    ]);
    for (const [, search] of ways) {
      await expect(found(search)).rejects.toMatchObject({ code: 'collection.not_found' });
      expect(await found(search, { tenantId: neighbour })).toHaveLength(8);
    }
  });
});
