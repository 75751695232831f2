import { type Database, openDatabase } from '@rollcall/postgres';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CollectionView, listCollections, setPolicy } from '../src/collections.ts';
import { findPassages, type Search } from '../src/find-passages.ts';
import { deleteDocument, storeDocuments } from '../src/store-documents.ts';
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

const view = async (collection: string): Promise<CollectionView | undefined> =>
  (await listCollections(db, tenantId)).find((found) => found.name === collection);

const texts = async (collection: string, query: string): Promise<string[]> =>
  (await findPassages(search, { tenantId, collection, query, k: 100 })).map((passage) => passage.text);

type Counts = { documents: number; passages: number; title_lexemes: number; body_lexemes: number };

/** The collection's counts as its tables say them: what the counters must agree with. */
const counted = async (collection: string) => {
  const { rows } = await db.query<Counts & { stray: number }>({
    name: 'test.count',
    text: `SELECT (SELECT count(*)::int FROM rollcall.documents d WHERE d.collection_id = c.id) AS documents,
             p.passages, p.title_lexemes, p.body_lexemes,
             (SELECT count(*)::int FROM rollcall.segments s, unnest(s.numbers) AS number
                WHERE s.collection_id = c.id
                AND NOT EXISTS (SELECT FROM rollcall.passages x WHERE x.collection_id = c.id AND x.number = number)
                AND NOT EXISTS (SELECT FROM rollcall.tombstones t WHERE t.collection_id = c.id AND t.number = number)
             ) AS stray
           FROM rollcall.collections c CROSS JOIN LATERAL (
             SELECT count(*)::int AS passages, sum(title_lexemes)::int AS title_lexemes,
               sum(body_lexemes)::int AS body_lexemes
             FROM rollcall.passages WHERE collection_id = c.id
           ) AS p WHERE c.name = $1`,
    values: [collection],
  });
  return rows[0];
};

const counters = async (collection: string) => {
  const { rows } = await db.query<Counts>({
    name: 'test.counters',
    text: `SELECT documents::int, passages::int, title_lexemes::int, body_lexemes::int
           FROM rollcall.collections WHERE name = $1`,
    values: [collection],
  });
  return rows[0];
};

const long = (word: string): string => Array.from({ length: 50 }, () => word).join(' ');

describe('storing documents', () => {
  it('creates the collection and counts what was written', async () => {
    const name = { tenantId, collection: 'new' };
    const batch = documents({ a: `${long('apple')}\n\n${long('pear')}`, b: 'One plum.' });
    expect(await storeDocuments(db, name, batch)).toEqual({ documents: 2, passages: 3, unchanged: 0 });
    expect(await view('new')).toEqual({
      name: 'new',
      documents: 2,
      passages: 3,
      version: 1,
      language: 'english',
      redaction: 'mask',
      policy: {},
      policyVersion: 1,
      abstain: false,
      drop: false,
      grounding: null,
      embeddings: 'off',
      vectors: null,
    });
  });

  it('leaves unchanged documents alone and does not raise the version for them', async () => {
    const name = { tenantId, collection: 'same' };
    await storeDocuments(db, name, documents({ a: 'apple', b: 'pear' }));
    const before = await findPassages(search, { ...name, query: 'apple pear', k: 10 });
    expect(await storeDocuments(db, name, documents({ a: 'apple', b: 'pear' }))).toEqual({
      documents: 0,
      passages: 0,
      unchanged: 2,
    });
    expect((await view('same'))?.version).toBe(1);
    expect(await findPassages(search, { ...name, query: 'apple pear', k: 10 })).toEqual(before);
  });

  it('replaces all passages and postings of a changed document', async () => {
    const name = { tenantId, collection: 'changed' };
    await storeDocuments(db, name, documents({ a: `${long('apple')}\n\n${long('pear')}`, b: 'plum' }));
    expect(await storeDocuments(db, name, documents({ a: 'cherry', b: 'plum' }))).toEqual({
      documents: 1,
      passages: 1,
      unchanged: 1,
    });
    expect(await texts('changed', 'apple pear')).toEqual([]);
    expect(await texts('changed', 'cherry')).toEqual(['cherry']);
    expect(await view('changed')).toMatchObject({ documents: 2, passages: 2, version: 2 });
  });

  it('removes a document with everything that was found by it', async () => {
    const name = { tenantId, collection: 'deleted' };
    await storeDocuments(db, name, documents({ a: 'apple pie', b: 'apple tart' }));
    expect(await deleteDocument(db, name, 'a')).toBe(1);
    expect(await texts('deleted', 'apple')).toEqual(['apple tart']);
    await expect(deleteDocument(db, name, 'a')).rejects.toMatchObject({ code: 'document.not_found' });
    await expect(deleteDocument(db, { tenantId, collection: 'none' }, 'a')).rejects.toMatchObject({
      code: 'collection.not_found',
    });
  });

  it('keeps its counts true when many write the same documents at once', async () => {
    const name = { tenantId, collection: 'busy' };
    const ids = Array.from({ length: 30 }, (_, index) => `document-${index}`);
    const write = (round: number) => {
      const order = round % 2 === 0 ? ids : ids.toReversed();
      return storeDocuments(
        db,
        name,
        documents(Object.fromEntries(order.map((id) => [id, `${id} in round ${round}`]))),
      );
    };
    await Promise.all([...Array(8).keys()].map(write));
    await deleteDocument(db, name, 'document-7');
    const { stray, ...truth } = (await counted('busy')) ?? { stray: -1 };
    expect(stray).toBe(0);
    expect(truth).toMatchObject({ documents: 29, passages: 29 });
    expect(await counters('busy')).toEqual(truth);
  });

  it('stores a text that has no lexeme at all', async () => {
    const name = { tenantId, collection: 'silent' };
    await storeDocuments(db, name, documents({ a: 'the of and' }));
    expect(await view('silent')).toMatchObject({ documents: 1, passages: 1 });
    expect(await texts('silent', 'the')).toEqual([]);
  });
});

describe('a collection’s policy', () => {
  it('is set by the operator and stays through ingestion', async () => {
    const name = { tenantId, collection: 'policy' };
    expect(await setPolicy(db, name, { redaction: 'off', language: 'german' })).toMatchObject({
      redaction: 'off',
      abstain: false,
      language: 'german',
    });
    await storeDocuments(db, name, documents({ a: 'Die Häuser stehen am Fluss.' }));
    expect(await setPolicy(db, name, { abstain: true })).toMatchObject({
      redaction: 'off',
      abstain: true,
      documents: 1,
    });
    expect(await texts('policy', 'Haus')).toHaveLength(1);
  });

  it('refuses a language that Postgres lacks, and another one once there are documents', async () => {
    const name = { tenantId, collection: 'tongues' };
    await expect(setPolicy(db, name, { language: 'klingon' })).rejects.toMatchObject({
      code: 'request.invalid',
      details: { fields: ['language'] },
    });
    await storeDocuments(db, name, documents({ a: 'house' }));
    await expect(setPolicy(db, name, { language: 'german' })).rejects.toMatchObject({
      code: 'collection.language_fixed',
    });
    expect(await setPolicy(db, name, { language: 'english' })).toMatchObject({ language: 'english' });
  });
});
