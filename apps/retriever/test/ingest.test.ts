import { type Database, openDatabase } from '@rollcall/postgres';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingest } from '../src/ingest.ts';
import type { Item } from '../src/read-items.ts';
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

const limits = { documents: 1000 };

describe('ingesting documents', () => {
  it('accounts for every document: written, unchanged or failed', async () => {
    const name = { tenantId, collection: 'accounts' };
    await ingest(db, name, items([{ id: 'a', text: 'apple' }]), limits);
    const report = await ingest(
      db,
      name,
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
    expect(await ingest(db, name, twice, limits)).toMatchObject({ documents: 3, unchanged: 0, failed: [] });
    const { rows } = await db.query<{ text: string }>({
      name: 'test.texts',
      text: `SELECT p.text FROM rollcall.passages p JOIN rollcall.collections c ON c.id = p.collection_id
             WHERE c.name = 'twice' ORDER BY p.text`,
    });
    expect(rows.map((row) => row.text)).toEqual(['other', 'second']);
  });

  it('writes many documents in batches of a hundred', async () => {
    const name = { tenantId, collection: 'many' };
    const values = [...Array(250).keys()].map((index) => ({ id: `d${index}`, text: `text number ${index}` }));
    expect(await ingest(db, name, items(values), limits)).toMatchObject({ documents: 250, passages: 250 });
    const { rows } = await db.query<{ version: number }>({
      name: 'test.version',
      text: `SELECT version::int FROM rollcall.collections WHERE name = 'many'`,
    });
    expect(rows[0]?.version).toBe(3);
  });

  it('says what was stored before the limit of documents was reached', async () => {
    const name = { tenantId, collection: 'limited' };
    const values = [...Array(150).keys()].map((index) => ({ id: `d${index}`, text: 'text' }));
    await expect(ingest(db, name, items(values), { documents: 120 })).rejects.toMatchObject({
      code: 'request.too_large',
      details: { limitDocuments: 120, documents: 100, passages: 100, unchanged: 0, failed: 0 },
    });
  });

  it('refuses a request without a document, and creates no collection for it', async () => {
    const name = { tenantId, collection: 'empty' };
    await expect(ingest(db, name, items([]), limits)).rejects.toMatchObject({ code: 'request.invalid' });
    const { count } = await db.query({
      name: 'test.collection',
      text: `SELECT FROM rollcall.collections WHERE name = 'empty'`,
    });
    expect(count).toBe(0);
  });
});
