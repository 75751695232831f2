import { type Database, openDatabase, type Queryable, type Statement } from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FoundPassage, findPassages, type Search } from '../../src/find-passages.ts';
import { fitBudget } from '../../src/index/fit-budget.ts';
import { createMerger } from '../../src/index/keep-merged.ts';
import { mergeCollection } from '../../src/index/merge-collection.ts';
import { createSnapshots, type Snapshots } from '../../src/index/snapshots.ts';
import { deleteDocument, storeDocuments } from '../../src/store-documents.ts';
import { documents, searchInMemory, searchInPostgres, tenantId } from '../fixtures.ts';

const log = createLog('test', 'silent');
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 6 });
});
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await database.drop();
});

const find = (search: Search, collection: string, query: string): Promise<FoundPassage[]> =>
  findPassages(search, { tenantId, collection, query, k: 100 });

const ids = (found: FoundPassage[]): string[] => found.map(({ documentId }) => documentId).sort();

const idOf = async (collection: string): Promise<string> => {
  const { rows } = await db.query<{ id: string }>({
    name: 'test.collection',
    text: 'SELECT id FROM rollcall.collections WHERE name = $1',
    values: [collection],
  });
  return rows[0]?.id as string;
};

/** A pool that remembers which statements went through it. */
const watched = () => {
  const names: string[] = [];
  const query: Queryable['query'] = (statement: Statement) => {
    names.push(statement.name);
    return db.as(tenantId).query(statement);
  };
  return { names, lend: () => ({ tenantId, query }) };
};

describe('a snapshot', () => {
  it('is loaded once for all that ask at the same time', async () => {
    await storeDocuments(db, { tenantId, collection: 'shared' }, documents({ a: 'apple', b: 'pear' }));
    const search = searchInMemory(db);
    const found = await Promise.all(Array.from({ length: 20 }, () => find(search, 'shared', 'apple')));
    expect(found.map(ids)).toEqual(Array(20).fill(['a']));
    expect(search.snapshots.figures()).toMatchObject({ loads: 1, evictions: 0 });
    expect(search.snapshots.figures().bytes).toBeGreaterThan(0);
    await find(search, 'shared', 'pear');
    expect(search.snapshots.figures().loads).toBe(1);
  });

  it('sees every change at once, and reads only what is new', async () => {
    const name = { tenantId, collection: 'changing' };
    const { names, lend } = watched();
    const search = { ...searchInMemory(db), lend };
    for (let round = 0; round < 6; round += 1) {
      await storeDocuments(db, name, documents({ [`d${round}`]: `apple ${round}` }));
      expect(await find(search, name.collection, 'apple')).toHaveLength(round + 1);
    }
    expect(names.filter((statement) => statement === 'segments.read')).toHaveLength(6);
    await deleteDocument(db, name, 'd3');
    expect(ids(await find(search, name.collection, 'apple'))).toEqual(['d0', 'd1', 'd2', 'd4', 'd5']);
    expect(names.filter((statement) => statement === 'segments.read')).toHaveLength(6);
  });

  it('is read anew where tombstones are gone that it has not heard of', async () => {
    const name = { tenantId, collection: 'purged' };
    await storeDocuments(db, name, documents({ a: 'apple one', b: 'apple two', c: 'apple three' }));
    const search = searchInMemory(db);
    expect(ids(await find(search, name.collection, 'apple'))).toEqual(['a', 'b', 'c']);
    await deleteDocument(db, name, 'b');
    expect(await mergeCollection(db.as(tenantId), await idOf(name.collection), { stayMs: 0 })).toBe(true);
    expect(ids(await find(search, name.collection, 'apple'))).toEqual(['a', 'c']);
  });

  it('does without a passage that an older build has deleted', async () => {
    const name = { tenantId, collection: 'older-build' };
    await storeDocuments(db, name, documents({ a: 'apple one', b: 'apple two' }));
    const held = searchInMemory(db);
    await find(held, name.collection, 'apple');
    await db.query({
      name: 'test.delete',
      text: `DELETE FROM rollcall.passages WHERE collection_id = $1 AND text = 'apple one'`,
      values: [await idOf(name.collection)],
    });
    for (const search of [held, searchInMemory(db), searchInPostgres(db)]) {
      expect(ids(await find(search, name.collection, 'apple'))).toEqual(['b']);
    }
  });

  it('fails those that wait for it where Postgres fails, and is loaded by the next', async () => {
    const name = { tenantId, collection: 'failing' };
    await storeDocuments(db, name, documents({ a: 'apple' }));
    let fails = true;
    const query: Queryable['query'] = (statement: Statement) => {
      if (fails && statement.name === 'segments.read_blocks') throw new Error('away');
      return db.query(statement);
    };
    const search = { ...searchInMemory(db), lend: () => ({ tenantId, query }) };
    const asked = await Promise.allSettled([1, 2, 3].map(() => find(search, name.collection, 'apple')));
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    fails = false;
    expect(ids(await find(search, name.collection, 'apple'))).toEqual(['a']);
  });
});

describe('an answer', () => {
  it('is of one version, whatever is written, deleted and merged meanwhile', async () => {
    const name = { tenantId, collection: 'busy' };
    const pair = (round: number) =>
      documents({
        left: `apple round${round} left`,
        right: `apple round${round} right`,
        [`x${round}`]: 'filler',
      });
    await storeDocuments(db, name, pair(0));
    const id = await idOf(name.collection);
    let isWriting = true;
    const write = async () => {
      for (let round = 1; round <= 60; round += 1) {
        await storeDocuments(db, name, pair(round));
        if (round % 5 === 0) await deleteDocument(db, name, `x${round - 2}`);
        if (round % 3 === 0)
          while (await mergeCollection(db.as(tenantId), id, { stayMs: round % 2 === 0 ? 0 : 60_000 }));
      }
      isWriting = false;
    };
    let answered = 0;
    const ask = async (search: Search) => {
      let newest = 0;
      while (isWriting) {
        const found = await find(search, name.collection, 'apple');
        expect(ids(found)).toEqual(['left', 'right']);
        const rounds = new Set(found.map(({ text }) => Number(/round(\d+)/.exec(text)?.[1])));
        expect(rounds.size).toBe(1);
        const [round = -1] = rounds;
        expect(round).toBeGreaterThanOrEqual(newest);
        newest = round;
        answered += 1;
      }
    };
    const followed = searchInMemory(db);
    await Promise.all([write(), ask(followed), ask(followed), ask(searchInPostgres(db))]);
    expect(answered).toBeGreaterThan(20);
    expect((await find(followed, name.collection, 'apple'))[0]?.text).toContain('round60');
  });
});

describe('the budget of memory', () => {
  it('leaves a collection that is over it to Postgres', async () => {
    await storeDocuments(db, { tenantId, collection: 'large' }, documents({ a: 'apple', b: 'apple pear' }));
    const search = searchInMemory(db, 10);
    expect(ids(await find(search, 'large', 'apple'))).toEqual(['a', 'b']);
    expect(search.snapshots.figures()).toMatchObject({ bytes: 0, fallbacks: { over_budget: 1 } });
  });

  it('gives up the collection that was used longest ago, once nobody asks for it', async () => {
    for (const collection of ['first', 'second']) {
      await storeDocuments(db, { tenantId, collection }, documents({ a: `apple ${'pear '.repeat(90)}` }));
    }
    let clock = 0;
    const open = (budgetBytes: number): Search & { snapshots: Snapshots } => ({
      lend: db.as,
      snapshots: createSnapshots({ budgetBytes, log, now: () => clock }),
    });
    const roomy = open(1_000_000);
    await find(roomy, 'first', 'apple');
    const search = open(Math.ceil(roomy.snapshots.figures().bytes * 1.5));
    await find(search, 'first', 'apple');
    await find(search, 'second', 'apple');
    expect(search.snapshots.figures()).toMatchObject({ evictions: 0, fallbacks: { over_budget: 1 } });
    clock += 60_000;
    await find(search, 'second', 'apple');
    expect(search.snapshots.figures()).toMatchObject({ evictions: 1, fallbacks: { over_budget: 1 } });
    expect(search.snapshots.figures().bytes).toBe(roomy.snapshots.figures().bytes);
  });

  it.each<[string, Parameters<typeof fitBudget>, string[] | undefined]>([
    [
      'what fits gives up nothing',
      [[{ id: 'a', bytes: 5, usedAt: 0 }], { id: 'b', bytes: 5 }, { bytes: 10, nowMs: 1e6 }],
      [],
    ],
    [
      'what is too large by itself does not fit',
      [[], { id: 'b', bytes: 11 }, { bytes: 10, nowMs: 0 }],
      undefined,
    ],
    [
      'the least recently used goes first, and no more than must',
      [
        [
          { id: 'a', bytes: 4, usedAt: 2 },
          { id: 'c', bytes: 4, usedAt: 1 },
        ],
        { id: 'b', bytes: 5 },
        { bytes: 10, nowMs: 1e6 },
      ],
      ['c'],
    ],
    [
      'one that is in use stays',
      [[{ id: 'a', bytes: 6, usedAt: 1e6 - 10 }], { id: 'b', bytes: 5 }, { bytes: 10, nowMs: 1e6 }],
      undefined,
    ],
    [
      'a collection’s own old snapshot makes room',
      [[{ id: 'b', bytes: 9, usedAt: 1e6 }], { id: 'b', bytes: 10 }, { bytes: 10, nowMs: 1e6 }],
      [],
    ],
  ])('%s', (_name, given, expected) => {
    expect(fitBudget(...given)).toEqual(expected);
  });
});

describe('the merger', () => {
  it('merges what is written, in the background, and stops when it is told to', async () => {
    const name = { tenantId, collection: 'merged' };
    const merger = createMerger({ db, log });
    await merger.during(name, async () => {
      for (let batch = 0; batch < 20; batch += 1) {
        await storeDocuments(db, name, documents({ [`d${batch}`]: `apple ${batch}` }));
      }
    });
    await expect
      .poll(
        async () => {
          const { rows } = await db.query<{ count: number }>({
            name: 'test.segment_count',
            text: 'SELECT count(*)::int AS count FROM rollcall.segments WHERE collection_id = $1',
            values: [await idOf(name.collection)],
          });
          return rows[0]?.count;
        },
        { timeout: 10_000 },
      )
      .toBeLessThan(8);
    await merger.stop();
    expect(await find(searchInMemory(db), name.collection, 'apple')).toHaveLength(20);
  });
});
