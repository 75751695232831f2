import { type Database, openDatabase, type TenantDatabase } from '@rollcall/postgres';
import {
  assertNothingBorrowed,
  createTestDatabase,
  seededRandom,
  type TestDatabase,
} from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseFilter } from '../../src/filter/parse-filter.ts';
import { findPassages, type Question, type Search } from '../../src/find-passages.ts';
import { mergeCollection } from '../../src/index/merge-collection.ts';
import { deleteDocument, storeDocuments } from '../../src/store-documents.ts';
import { searchInMemory, searchInPostgres, tenantId } from '../fixtures.ts';
import { randomDocument, randomText } from './random-documents.ts';

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

const idOf = async (collection: string): Promise<string> => {
  const { rows } = await db.query<{ id: string }>({
    name: 'test.collection',
    text: 'SELECT id FROM rollcall.collections WHERE name = $1',
    values: [collection],
  });
  return rows[0]?.id as string;
};

const countSegments = async (collection: string): Promise<number> => {
  const { rows } = await db.query<{ count: number }>({
    name: 'test.segments',
    text: `SELECT count(*)::int AS count FROM rollcall.segments s JOIN rollcall.collections c ON c.id = s.collection_id
           WHERE c.name = $1`,
    values: [collection],
  });
  return rows[0]?.count as number;
};

/** Passage ids differ between collections; all else of an answer does not. */
const answers = async (search: Search, collection: string, questions: readonly Partial<Question>[]) => {
  const all = [];
  for (const question of questions) {
    const found = await findPassages(search, {
      tenantId,
      collection,
      query: '',
      k: 100,
      explain: true,
      ...question,
    });
    all.push(found.map(({ passageId: _, ...passage }) => passage));
  }
  return all;
};

const questionsOf = (random: () => number): Partial<Question>[] =>
  Array.from({ length: 12 }, (_, index) => ({
    query: randomText(random, 1 + index),
    k: index % 3 === 0 ? 7 : 100,
    ...(index % 4 === 3 ? { filter: parseFilter({ kind: 'rare', parity: [0, 1] }) } : {}),
  }));

describe.each([1, 2, 3])('a random collection (seed %i)', (seed) => {
  it('gives the same answers in memory and in Postgres, through every change', async () => {
    const random = seededRandom(seed);
    const name = { tenantId, collection: `random-${seed}` };
    const followed = searchInMemory(db);
    const questions = questionsOf(random);

    const agree = async (after: string): Promise<void> => {
      const expected = await answers(searchInPostgres(db), name.collection, questions);
      expect(await answers(followed, name.collection, questions), `followed, ${after}`).toEqual(expected);
      const fresh = await answers(searchInMemory(db), name.collection, questions);
      expect(fresh, `read anew, ${after}`).toEqual(expected);
      expect(expected.some((found) => found.length === 100)).toBe(true);
    };

    const documents = Array.from({ length: 120 }, (_, index) => randomDocument(random, `d${index}`));
    for (let from = 0; from < documents.length; from += 10) {
      await storeDocuments(db, name, documents.slice(from, from + 10));
    }
    await agree('stored');
    for (let index = 0; index < 120; index += 9) await deleteDocument(db, name, `d${index}`);
    await agree('deleted');
    await storeDocuments(
      db,
      name,
      Array.from({ length: 30 }, (_, index) => randomDocument(random, `d${index * 3 + 1}`)),
    );
    await agree('replaced');

    const id = await idOf(name.collection);
    const segments = await countSegments(name.collection);
    expect(await mergeCollection(db.as(tenantId), id)).toBe(true);
    expect(await countSegments(name.collection)).toBeLessThan(segments);
    await agree('merged');
    await storeDocuments(db, name, [randomDocument(random, 'd1'), randomDocument(random, 'late')]);
    while (await mergeCollection(db.as(tenantId), id, { stayMs: 0 }));
    await agree('merged without the dead');
    await storeDocuments(db, name, [randomDocument(random, 'd2')]);
    await agree('stored after that');
  });
});

describe('the order of ingestion', () => {
  it('changes nothing about the answers', async () => {
    const random = seededRandom(7);
    const documents = Array.from({ length: 60 }, (_, index) => randomDocument(random, `d${index}`));
    const twins = documents.slice(0, 20).map((document, index) => ({ ...document, id: `twin${index}` }));
    const all = [...documents, ...twins];
    const questions = questionsOf(random);
    await storeDocuments(db, { tenantId, collection: 'at-once' }, all);
    const expected = await answers(searchInMemory(db), 'at-once', questions);

    const piecemeal = { tenantId, collection: 'piecemeal' };
    const reversed = all.toReversed();
    for (let from = 0; from < all.length; from += 7) {
      await storeDocuments(db, piecemeal, reversed.slice(from, from + 7));
      // As after an interruption: some are sent again.
      await storeDocuments(db, piecemeal, reversed.slice(Math.max(0, from - 7), from + 7));
    }
    await mergeCollection(db.as(tenantId), await idOf('piecemeal'));
    expect(await answers(searchInMemory(db), 'piecemeal', questions)).toEqual(expected);
    expect(await answers(searchInPostgres(db), 'piecemeal', questions)).toEqual(expected);
  });
});

describe('a merge', () => {
  it('that is killed in the middle has changed nothing', async () => {
    const random = seededRandom(11);
    const name = { tenantId, collection: 'killed' };
    for (let batch = 0; batch < 10; batch += 1) {
      await storeDocuments(db, name, [
        randomDocument(random, `d${batch}`),
        randomDocument(random, `e${batch}`),
      ]);
    }
    const questions = questionsOf(random);
    const expected = await answers(searchInMemory(db), name.collection, questions);
    const tenant = db.as(tenantId);
    const killed: TenantDatabase = {
      ...tenant,
      transaction: (work) =>
        tenant.transaction((tx) =>
          work({
            tenantId,
            query: (statement) => {
              if (statement.name === 'segments.write_blocks') throw new Error('killed');
              return tx.query(statement);
            },
          }),
        ),
    };
    const id = await idOf(name.collection);
    await expect(mergeCollection(killed, id)).rejects.toThrow('killed');
    expect(await countSegments(name.collection)).toBe(10);
    expect(await answers(searchInMemory(db), name.collection, questions)).toEqual(expected);
    expect(await mergeCollection(db.as(tenantId), id)).toBe(true);
    expect(await countSegments(name.collection)).toBe(1);
    expect(await answers(searchInMemory(db), name.collection, questions)).toEqual(expected);
  });

  it('is one process’s at a time', async () => {
    const random = seededRandom(13);
    const name = { tenantId, collection: 'raced' };
    for (let batch = 0; batch < 10; batch += 1)
      await storeDocuments(db, name, [randomDocument(random, `d${batch}`)]);
    const id = await idOf(name.collection);
    const merged = await Promise.all([1, 2, 3].map(() => mergeCollection(db.as(tenantId), id)));
    expect(merged.filter(Boolean)).toHaveLength(1);
    expect(await countSegments(name.collection)).toBe(1);
  });
});
