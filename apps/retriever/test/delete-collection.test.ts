import { type Database, openDatabase } from '@rollcall/postgres';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listCollections, setPolicy } from '../src/collections.ts';
import { deleteCollection } from '../src/delete-collection.ts';
import { findPassages, type Search } from '../src/find-passages.ts';
import { storeDocuments } from '../src/store-documents.ts';
import { documents, searchInMemory, tenantId } from './fixtures.ts';

let database: TestDatabase;
let db: Database;
let search: Search;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 4 });
  search = searchInMemory(db);
});
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await database.drop();
});

const paragraphs = (word: string): string =>
  Array.from({ length: 3 }, () => Array.from({ length: 60 }, () => word).join(' ')).join('\n\n');

describe('deleting a collection', () => {
  it('removes its documents, its passages and its policy, and nothing of another one', async () => {
    const [name, other] = [
      { tenantId, collection: 'gone' },
      { tenantId, collection: 'kept' },
    ];
    await setPolicy(db, name, { redaction: 'off' });
    for (const each of [name, other]) {
      await storeDocuments(db, each, documents({ a: paragraphs('apple'), b: 'One pear.' }));
    }
    expect(await deleteCollection(db, name)).toEqual({ documents: 2, passages: 4 });
    await expect(findPassages(search, { ...name, query: 'apple', k: 10 })).rejects.toMatchObject({
      code: 'collection.not_found',
    });
    expect((await listCollections(db, tenantId)).map(({ name: each }) => each)).toEqual(['kept']);
    expect(await findPassages(search, { ...other, query: 'apple', k: 10 })).toHaveLength(3);

    await storeDocuments(db, name, documents({ b: 'Another pear.' }));
    expect(await findPassages(search, { ...name, query: 'apple pear', k: 10 })).toMatchObject([
      { text: 'Another pear.' },
    ]);
    expect((await listCollections(db, tenantId))[0]).toMatchObject({ documents: 1, redaction: 'mask' });
  });

  it('fails where there is none, and for another tenant', async () => {
    const name = { tenantId, collection: 'mine' };
    await storeDocuments(db, name, documents({ a: 'apple' }));
    const theirs = { tenantId: '00000000-0000-4000-8000-0000000000ff', collection: 'mine' };
    for (const each of [theirs, { tenantId, collection: 'nowhere' }]) {
      await expect(deleteCollection(db, each)).rejects.toMatchObject({ code: 'collection.not_found' });
    }
    expect((await listCollections(db, tenantId)).map(({ name: each }) => each)).toContain('mine');
  });

  it('waits for a writer, and the next writer begins a new one', async () => {
    const name = { tenantId, collection: 'raced' };
    await storeDocuments(db, name, documents({ a: 'apple' }));
    const [, gone] = await Promise.all([
      storeDocuments(db, name, documents({ b: 'pear' })),
      deleteCollection(db, name),
      storeDocuments(db, name, documents({ c: 'plum' })),
    ]);
    expect(gone.documents).toBeGreaterThan(0);
    const left = (await listCollections(db, tenantId)).find((each) => each.name === 'raced');
    const found = left ? await findPassages(search, { ...name, query: 'apple pear plum', k: 10 }) : [];
    expect(left?.documents ?? 0).toBe(found.length);
  });
});
