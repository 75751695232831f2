import { createHash } from 'node:crypto';
import { type Database, openDatabase } from '@rollcall/postgres';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findPassages, type Search } from '../../src/find-passages.ts';
import { catchUp } from '../../src/index/catch-up.ts';
import { deleteDocument, storeDocuments } from '../../src/store-documents.ts';
import { documents, searchInMemory, searchInPostgres, tenantId } from '../fixtures.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 4 });
});
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await database.drop();
});

const texts = Array.from({ length: 1300 }, (_, index) => ({
  id: `d${index}`,
  title: index % 3 === 0 ? 'Apples' : '',
  text: `apple number${index % 50} ${index % 7 === 0 ? 'pear' : 'plum'}`,
}));

/** Stores documents as the build before migration 0006 did: a passage each. */
const storeAsBefore = async (collection: string): Promise<void> => {
  await db.query({
    name: 'test.store_as_before',
    text: `WITH made AS (
        INSERT INTO rollcall.collections (tenant_id, name, version, documents, passages, lexemes)
        VALUES ($1, $2, 1, cardinality($3::text[]), cardinality($3::text[]), 3 * cardinality($3::text[])) RETURNING id
      ), stored AS (
        INSERT INTO rollcall.documents (collection_id, external_id, title, sha256)
        SELECT made.id, g.id, g.title, $6 FROM made, unnest($3::text[], $4::text[], $5::text[]) AS g (id, title, text)
        RETURNING id, external_id, collection_id
      )
      INSERT INTO rollcall.passages (document_id, collection_id, ordinal, start, stop, text, lexemes)
      SELECT stored.id, stored.collection_id, 0, 0, length(g.text), g.text, 3
      FROM stored JOIN unnest($3::text[], $5::text[]) AS g (id, text) ON g.id = stored.external_id`,
    values: [
      tenantId,
      collection,
      texts.map(({ id }) => id),
      texts.map(({ title }) => title),
      texts.map(({ text }) => text),
      createHash('sha256').digest(),
    ],
  });
};

const answers = async (search: Search, collection: string) =>
  Promise.all(
    ['apple', 'pears', 'number7 plum', 'absent'].map(async (query) => {
      const found = await findPassages(search, { tenantId, collection, query, k: 50 });
      return found.map(({ passageId: _, ...passage }) => passage);
    }),
  );

describe('a collection from before the index', () => {
  it('is indexed when it is first asked, by one for all, and then answers as a new one', async () => {
    await storeDocuments(
      db,
      { tenantId, collection: 'new' },
      documents(Object.fromEntries(texts.map(({ id, ...text }) => [id, text]))),
    );
    const expected = await answers(searchInMemory(db), 'new');
    await storeAsBefore('old');
    expect(await answers(searchInMemory(db), 'old')).toEqual(expected);
    expect(await answers(searchInPostgres(db), 'old')).toEqual(expected);
  });

  it('goes on where it was interrupted, and may be written to meanwhile', async () => {
    const name = { tenantId, collection: 'interrupted' };
    await storeAsBefore(name.collection);
    let batches = 0;
    const dying: Database = {
      ...db,
      transaction: (work) => {
        batches += 1;
        if (batches === 2) throw new Error('killed');
        return db.transaction(work);
      },
    };
    await expect(catchUp(dying, name)).rejects.toThrow('killed');
    await deleteDocument(db, name, 'd0');
    await deleteDocument(db, name, 'd1299');
    await storeDocuments(db, name, documents({ d1: 'a quince', late: 'another quince' }));
    await catchUp(db, name);

    const search = searchInMemory(db);
    const find = (query: string) => findPassages(search, { ...name, query, k: 100 });
    expect((await find('quince')).map(({ documentId }) => documentId).sort()).toEqual(['d1', 'late']);
    const { rows } = await db.query<{ passages: number; counted: number }>({
      name: 'test.counts',
      text: `SELECT c.passages::int, (SELECT count(*)::int FROM rollcall.passages p
               WHERE p.collection_id = c.id AND p.number IS NOT NULL) AS counted
             FROM rollcall.collections c WHERE c.name = $1`,
      values: [name.collection],
    });
    expect(rows).toEqual([{ passages: 1299, counted: 1299 }]);
  });

  it('is not answered from where nobody may index it', async () => {
    await storeAsBefore('read-only');
    await expect(answers(searchInPostgres(db), 'read-only')).rejects.toMatchObject({
      code: 'collection.indexing',
    });
  });
});
