import { Failure } from '@rollcall/failures';
import { type Database, openDatabase } from '@rollcall/postgres';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectionName } from '../src/collections.ts';
import { ingest, type Store } from '../src/ingest.ts';
import type { Item } from '../src/read-items.ts';
import { storeDocuments } from '../src/store-documents.ts';
import { tenantId } from './fixtures.ts';

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

async function* items(values: unknown[]): AsyncGenerator<Item> {
  for (const [index, value] of values.entries()) yield { position: index + 1, value };
}

const limits = { documents: 2000 };

const into =
  (name: CollectionName): Store =>
  (documents) =>
    storeDocuments(db, name, documents);

describe('ingesting documents', () => {
  it('accounts for every document: written, unchanged or failed', async () => {
    const name = { tenantId, collection: 'accounts' };
    await ingest(into(name), items([{ id: 'a', text: 'apple' }]), limits);
    const report = await ingest(
      into(name),
      items([
        { id: 'a', text: 'apple' },
        { id: 'b', text: 'pear' },
        { id: 'c' },
        7,
        { id: 'd', text: 'plum' },
      ]),
      limits,
    );
    expect(report).toEqual({
      documents: 2,
      passages: 2,
      unchanged: 1,
      cleaned: { documents: 0, nul: 0, surrogates: 0, control: 0, first: [] },
      failed: [
        {
          position: 3,
          id: 'c',
          code: 'document.invalid',
          message: 'The document does not have the expected shape.',
          details: { fields: ['text'] },
        },
        {
          position: 4,
          id: null,
          code: 'document.invalid',
          message: 'The document does not have the expected shape.',
          details: { fields: ['(document)'] },
        },
      ],
    });
  });

  it('lets the later of two documents with the same id win', async () => {
    const name = { tenantId, collection: 'twice' };
    const twice = items([
      { id: 'a', text: 'first' },
      { id: 'b', text: 'other' },
      { id: 'a', text: 'second' },
    ]);
    expect(await ingest(into(name), twice, limits)).toMatchObject({ documents: 3, unchanged: 0, failed: [] });
    const { rows } = await db.query<{ text: string }>({
      name: 'test.texts',
      text: `SELECT p.text FROM rollcall.passages p JOIN rollcall.collections c ON c.id = p.collection_id
             WHERE c.name = 'twice' ORDER BY p.text`,
    });
    expect(rows.map((row) => row.text)).toEqual(['other', 'second']);
  });

  it('says what it replaced: how much of all, and where for the first hundred', async () => {
    const store: Store = async (documents) => ({ documents: documents.length, passages: 0, unchanged: 0 });
    const values = [
      { id: 'clean', text: 'text' },
      { id: 'a', title: 'A\u0000', text: 'b\ud800' },
      ...Array.from({ length: 150 }, (_, index) => ({ id: `c${index}`, text: 'bell\u0007' })),
    ];
    const { cleaned } = await ingest(store, items(values), limits);
    expect(cleaned).toMatchObject({ documents: 151, nul: 1, surrogates: 1, control: 150 });
    expect(cleaned.first).toHaveLength(100);
    expect(cleaned.first[0]).toEqual({ position: 2, id: 'a', nul: 1, surrogates: 1, control: 0 });
  });

  it('reports a document that Postgres refuses, and stores the others of its batch', async () => {
    const stored: string[] = [];
    const store: Store = async (documents) => {
      if (documents.some(({ text }) => text === 'poison')) throw new Failure('postgres.value');
      stored.push(...documents.map(({ id }) => id));
      return { documents: documents.length, passages: documents.length, unchanged: 0 };
    };
    const values = Array.from({ length: 90 }, (_, index) => ({
      id: `d${index}`,
      text: index === 41 || index === 42 ? 'poison' : 'text',
    }));
    const report = await ingest(store, items(values), limits);
    expect(report.documents).toBe(88);
    expect(report.failed).toMatchObject([
      { position: 42, id: 'd41', code: 'postgres.value' },
      { position: 43, id: 'd42', code: 'postgres.value' },
    ]);
    expect(stored).toEqual(values.filter(({ text }) => text === 'text').map(({ id }) => id));
  });

  it('takes no further documents while the store is busy with a batch', async () => {
    let taken = 0;
    async function* counted(): AsyncGenerator<Item> {
      for (; taken < 2000; taken += 1)
        yield { position: taken + 1, value: { id: `d${taken}`, text: 'text' } };
    }
    const paused = Promise.withResolvers<void>();
    const store: Store = async (documents) => {
      await paused.promise;
      return { documents: documents.length, passages: 0, unchanged: 0 };
    };
    const ingested = ingest(store, counted(), limits);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(taken).toBe(500);
    paused.resolve();
    expect(await ingested).toMatchObject({ documents: 2000 });
  });

  it('ends a request where Postgres is away', async () => {
    const store: Store = async () => {
      throw new Failure('postgres.unavailable');
    };
    await expect(ingest(store, items([{ id: 'a', text: 'b' }]), limits)).rejects.toMatchObject({
      code: 'postgres.unavailable',
      details: { documents: 0, failed: 0 },
    });
  });

  it('writes many documents in batches of five hundred', async () => {
    const name = { tenantId, collection: 'many' };
    const values = [...Array(1250).keys()].map((index) => ({
      id: `d${index}`,
      text: `text number ${index}`,
    }));
    expect(await ingest(into(name), items(values), limits)).toMatchObject({
      documents: 1250,
      passages: 1250,
    });
    const { rows } = await db.query<{ version: number }>({
      name: 'test.version',
      text: `SELECT version::int FROM rollcall.collections WHERE name = 'many'`,
    });
    expect(rows[0]?.version).toBe(3);
  });

  it('says what was stored before the limit of documents was reached', async () => {
    const name = { tenantId, collection: 'limited' };
    const values = [...Array(650).keys()].map((index) => ({ id: `d${index}`, text: 'text' }));
    await expect(ingest(into(name), items(values), { documents: 620 })).rejects.toMatchObject({
      code: 'request.too_large',
      details: { limitDocuments: 620, documents: 500, passages: 500, unchanged: 0, failed: 0 },
    });
  });

  it('refuses a request without a document, and creates no collection for it', async () => {
    const name = { tenantId, collection: 'empty' };
    await expect(ingest(into(name), items([]), limits)).rejects.toMatchObject({ code: 'request.invalid' });
    const { count } = await db.query({
      name: 'test.collection',
      text: `SELECT FROM rollcall.collections WHERE name = 'empty'`,
    });
    expect(count).toBe(0);
  });
});
