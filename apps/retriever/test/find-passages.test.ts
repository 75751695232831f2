import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '@rollcall/postgres';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { setPolicy } from '../src/collections.ts';
import { parseFilter } from '../src/filter/parse-filter.ts';
import { type FoundPassage, findPassages, type Search } from '../src/find-passages.ts';
import { tieOf } from '../src/index/tie.ts';
import { deleteDocument, storeDocuments } from '../src/store-documents.ts';
import { documents, searchInMemory, searchInPostgres, tenantId } from './fixtures.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 4 });
  const equal = [...Array(30).keys()].map((index) => [`d${index}`, 'equal words in each']);
  await storeDocuments(db, { tenantId, collection: 'ties' }, documents(Object.fromEntries(equal)));
});
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await database.drop();
});

let search: Search;
const find = (collection: string, query: string, filter?: object, k = 10): Promise<FoundPassage[]> =>
  findPassages(search, { tenantId, collection, query, k, filter: filter && parseFilter(filter) });

const ways: [string, () => Search][] = [
  ['in memory', () => searchInMemory(db)],
  ['in Postgres', () => searchInPostgres(db)],
];

const ids = (found: FoundPassage[]): string[] => found.map((passage) => passage.documentId);

/** BM25F as in the paper, over plain words. */
const bm25f = (texts: Record<string, { title: string; text: string }>, query: string) => {
  const wordsOf = (field: string) => field.split(' ').filter((word) => word !== '');
  const bags = Object.entries(texts).map(([id, given]) => {
    const title = wordsOf(given.title);
    const body = wordsOf(given.text);
    return { id, title, body, words: [...title, ...body] };
  });
  const average = (field: 'title' | 'body') =>
    bags.reduce((sum, bag) => sum + bag[field].length, 0) / bags.length;
  const scores = bags.map(({ id, title, body }) => {
    let score = 0;
    for (const asked of query.split(' ')) {
      const n = bags.filter((bag) => bag.words.includes(asked)).length;
      const idf = Math.log(1 + (bags.length - n + 0.5) / (n + 0.5));
      const count = (field: string[]) => field.filter((word) => word === asked).length;
      const tf =
        (2 * count(title)) / (0.5 + (0.5 * title.length) / average('title')) +
        count(body) / (0.25 + (0.75 * body.length) / average('body'));
      score += (idf * tf * 2.2) / (tf + 1.2);
    }
    return { id, score };
  });
  return scores.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
};

describe.each(ways)('finding passages %s', (_way, open) => {
  beforeAll(() => {
    search = open();
  });
  it('scores first as BM25F is written in the paper, and says so', async () => {
    const texts = {
      a: { title: 'red', text: 'red green blue blue blue' },
      b: { title: '', text: 'green green yellow' },
      c: { title: 'blue', text: 'yellow yellow yellow black white grey pink brown' },
      d: { title: '', text: 'black' },
    };
    await setPolicy(db, { tenantId, collection: 'paper' }, { language: 'simple' });
    await storeDocuments(db, { tenantId, collection: 'paper' }, documents(texts));
    for (const query of ['blue', 'red yellow', 'green green blue black', 'pink absent']) {
      const expected = bm25f(texts, query);
      const found = await findPassages(search, {
        tenantId,
        collection: 'paper',
        query,
        k: 10,
        explain: true,
      });
      expect(ids(found).sort()).toEqual(expected.map(({ id }) => id).sort());
      for (const { documentId, score, explanation } of found) {
        const of = expected.find(({ id }) => id === documentId);
        // A level is a 32-bit float: seven digits.
        expect(explanation?.bm25f.score).toBeCloseTo(of?.score ?? Number.NaN, 6);
        expect(explanation?.score).toBe(score);
        const names = explanation?.bm25f.terms.map(({ lexeme }) => lexeme) ?? [];
        expect(query.split(' ')).toEqual(expect.arrayContaining(names));
      }
    }
  });

  it('finds words in another form, and passages that have only one of them', async () => {
    await storeDocuments(
      db,
      { tenantId, collection: 'forms' },
      documents({ a: 'The bridges were built by engineers.', b: 'An engineer rested.', c: 'A quiet lake.' }),
    );
    expect(ids(await find('forms', 'Which engineer is building a bridge?'))).toEqual(['a', 'b']);
  });

  it('says where in its document a passage stands', async () => {
    const first = Array.from({ length: 60 }, () => 'one').join(' ');
    const second = `${Array.from({ length: 60 }, () => 'two').join(' ')} 😀 needle`;
    const text = `  ${first}\n\n${second}\n`;
    await storeDocuments(db, { tenantId, collection: 'place' }, documents({ a: { title: 'T', text } }));
    const [found] = await find('place', 'needle');
    expect(found).toMatchObject({ documentId: 'a', title: 'T', text: second });
    expect(text.slice(found?.start, found?.end)).toBe(second);
  });

  it('breaks ties by the documents’ ids, every time', async () => {
    const found = await find('ties', 'equal words', undefined, 20);
    expect(new Set(found.map((passage) => passage.score)).size).toBe(1);
    const order = ids(found).map(tieOf);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    for (let again = 0; again < 8; again += 1) {
      expect(await find('ties', 'equal words', undefined, 20)).toEqual(found);
    }
  });

  it('returns at most k', async () => {
    expect(await find('ties', 'equal', undefined, 3)).toHaveLength(3);
    expect(await find('ties', 'equal', undefined, 0)).toEqual([]);
  });

  it.each(['', 'the of and', "'); DROP TABLE x; --", ':* & ! | <-> \\', '\u0000\ud800', 'zzzz'])(
    'finds nothing for %j, without an error',
    async (query) => {
      expect(await find('ties', query)).toEqual([]);
    },
  );

  it('looks up a question of any length', async () => {
    expect(await find('ties', `equal ${'filler'.repeat(400_000)}`, undefined, 1)).toHaveLength(1);
  });

  it('finds nothing in a collection that all documents have left', async () => {
    const name = { tenantId, collection: `left-${randomUUID()}` };
    await setPolicy(db, name, {});
    expect(await find(name.collection, 'apple')).toEqual([]);
    await storeDocuments(db, name, documents({ a: 'apple', b: 'apple pear' }));
    expect(await find(name.collection, 'apple')).toHaveLength(2);
    for (const id of ['a', 'b']) await deleteDocument(db, name, id);
    expect(await find(name.collection, 'apple')).toEqual([]);
  });

  it('throws collection.not_found for an unknown collection', async () => {
    await expect(find('nowhere', 'equal')).rejects.toMatchObject({ code: 'collection.not_found' });
  });

  it('never looks into another tenant’s collection of the same name', async () => {
    const other = randomUUID();
    const collection = `shared-${other}`;
    await db.query({
      name: 'test.tenant',
      text: 'INSERT INTO rollcall.tenants (id, name) VALUES ($1, $2)',
      values: [other, other],
    });
    await storeDocuments(db, { tenantId: other, collection }, documents({ theirs: 'secret plan' }));
    await expect(find(collection, 'secret')).rejects.toMatchObject({ code: 'collection.not_found' });
    await storeDocuments(db, { tenantId, collection }, documents({ ours: 'open plan' }));
    expect(ids(await find(collection, 'secret plan'))).toEqual(['ours']);
  });
});

describe.each(ways)('a filter on metadata %s', (_way, open) => {
  const collection = 'filtered';
  beforeAll(async () => {
    search = open();
    await storeDocuments(
      db,
      { tenantId, collection },
      documents({
        a: { text: 'rain', metadata: { lang: 'en', year: 2020, tags: ['x', 'y'] } },
        b: { text: 'rain', metadata: { lang: 'de', year: 2021, draft: null } },
        c: { text: 'rain', metadata: {} },
      }),
    );
  });

  it.each<[string, object, string[]]>([
    ['equal', { lang: 'en' }, ['a']],
    ['one of', { lang: ['en', 'de'] }, ['a', 'b']],
    ['all fields', { lang: ['en', 'de'], year: 2021 }, ['b']],
    ['a list that has the value', { tags: 'y' }, ['a']],
    ['null is a value, a missing field is not', { draft: null }, ['b']],
    ['another type is another value', { year: '2021' }, []],
    ['one of none', { lang: [] }, []],
    ['no condition', {}, ['a', 'b', 'c']],
    ['a bound', { field: 'year', gt: 2020 }, ['b']],
    ['what is not there', { not: { field: 'year', exists: true } }, ['c']],
    ['a field that Postgres cannot hold', { '\u0000': '\u0000' }, []],
  ])('keeps what matches: %s', async (_name, filter, expected) => {
    expect(ids(await find(collection, 'rain', filter)).sort()).toEqual(expected);
  });

  it('is applied before the ranking, so that k passages are found where there are k', async () => {
    const many = Object.fromEntries(
      [...Array(20).keys()].map((index) => [
        `d${index}`,
        { text: index === 19 ? 'wind and much more to say' : 'wind', metadata: { last: index === 19 } },
      ]),
    );
    await storeDocuments(db, { tenantId, collection: 'before' }, documents(many));
    expect(ids(await find('before', 'wind', { last: true }, 1))).toEqual(['d19']);
  });
});
