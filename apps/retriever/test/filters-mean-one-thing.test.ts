import { type Database, openDatabase, type TenantQueryable } from '@rollcall/postgres';
import { createTestDatabase, seededRandom, type TestDatabase, until } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowedNumbers, sqlFilter } from '../src/filter/allowed-numbers.ts';
import { type Condition, comparisons, type FieldPath, type Scalar } from '../src/filter/condition.ts';
import { matches } from '../src/filter/matches.ts';
import { parseFilter } from '../src/filter/parse-filter.ts';
import { isIndexed, toJsonpath } from '../src/filter/to-jsonpath.ts';
import { storeDocuments } from '../src/store-documents.ts';
import { documents, tenantId } from './fixtures.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 1 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const scalars: Scalar[] = [
  ...[0, 1, 2, -1, -1.5, 0.1, 1e21, 5e-324, 1990],
  ...['', 'a', 'b', 'A', 'ab', '1', 'true', '2024-01-31', '2024-02', 'é', '\uffff', '😀', '"\\\n$.*'],
  ...[true, false, null],
];
const names = ['a', 'b', 'c', '', '$', 'a.b', '"', 'ü', '__proto__'];

const generate = (seed: number) => {
  const random = seededRandom(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const several = <T>(most: number, make: () => T): T[] =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, make);
  const value = (depth: number): unknown => {
    const kind = random();
    if (depth === 0 || kind < 0.5) return one(scalars);
    if (kind < 0.8) return several(3, () => value(depth - 1));
    return metadata(depth - 1);
  };
  const metadata = (depth: number): Record<string, unknown> =>
    Object.fromEntries(several(4, () => [one(names), value(depth)]));
  const path = (): FieldPath => [one(names), ...(random() < 0.3 ? [one(names)] : [])];
  const condition = (depth: number): Condition => {
    const kind = random();
    if (depth > 0 && kind < 0.25)
      return { kind: one(['and', 'or']), of: several(3, () => condition(depth - 1)) };
    if (depth > 0 && kind < 0.45) return { kind: 'not', of: condition(depth - 1) };
    if (kind < 0.6) return { kind: 'exists', path: path() };
    if (kind < 0.8) return { kind: 'in', path: path(), values: several(3, () => one(scalars)) };
    const bounds = scalars.filter((scalar) => typeof scalar === 'number' || typeof scalar === 'string');
    return { kind: one(comparisons), path: path(), value: one(bounds) };
  };
  return { metadata: () => metadata(3), condition: () => condition(3) };
};

type Ways = { evaluated: number[]; scanned: number[]; indexed: number[]; chosen: number[] };

/**
 * The passages of a collection whose documents meet a condition, by the evaluator, by each of Postgres' two ways and by
 * the one that a lookup takes. Scans are discouraged, so that few documents are enough to have the index used.
 */
const found = (collection: Stored, condition: Condition): Promise<Ways> =>
  db.as(tenantId).transaction(async (tx) => {
    await tx.query({
      name: 'test.by_index',
      text: `SELECT set_config(name, 'off', true) FROM unnest('{enable_seqscan,enable_indexscan}'::text[]) AS name`,
    });
    const { rows } = await tx.query<{ number: number; scanned: boolean; indexed: boolean }>({
      name: 'test.filtered',
      text: `WITH met AS MATERIALIZED (
               SELECT id FROM rollcall.documents
               WHERE jsonb_set('{}', ARRAY[collection_id::text], metadata) @@ $3::jsonpath
             )
             SELECT p.number::float8 AS number, coalesce(d.metadata @@ $2::jsonpath, false) AS scanned,
               met.id IS NOT NULL AS indexed
             FROM rollcall.documents d JOIN rollcall.passages p ON p.document_id = d.id
               LEFT JOIN met ON met.id = d.id
             WHERE d.collection_id = $1 ORDER BY p.number`,
      values: [collection.id, toJsonpath(condition), toJsonpath(condition, `$."${collection.id}"`)],
    });
    const numbers = (way: 'scanned' | 'indexed') => rows.filter((row) => row[way]).map((row) => row.number);
    const met = collection.documents.filter(({ metadata }) => matches(metadata, condition));
    return {
      evaluated: met.map(({ number }) => number),
      scanned: numbers('scanned'),
      indexed: numbers('indexed'),
      chosen: await chosen(tx, collection, condition),
    };
  });

const chosen = async (tx: TenantQueryable, { id }: Stored, condition: Condition): Promise<number[]> => {
  const { way, parameter } = sqlFilter(condition, id);
  const { rows } = await tx.query<{ number: number }>({
    name: `test.chosen_${way}`,
    text: `SELECT number::float8 AS number
           FROM (SELECT * FROM rollcall.collections WHERE id = $1) AS searched
             CROSS JOIN LATERAL (${allowedNumbers[way]('$2')}) AS allowed ORDER BY number`,
    values: [id, parameter],
  });
  return rows.map(({ number }) => number);
};

/** A collection of documents of one passage each, by their passages' numbers. */
type Stored = { id: string; documents: { number: number; metadata: unknown }[] };

const store = async (collection: string, all: Record<string, unknown>[]): Promise<Stored> => {
  const given = all.map((metadata, index) => [String(index), { text: 'x', metadata }]);
  const sent = documents(Object.fromEntries(given));
  await storeDocuments(db, { tenantId, collection }, sent);
  const { rows } = await db.as(tenantId).query<{ number: number; collection: string; name: string }>({
    name: 'test.documents',
    text: `SELECT p.number::float8 AS number, c.id AS collection, d.external_id AS name
           FROM rollcall.collections c JOIN rollcall.documents d ON d.collection_id = c.id
             JOIN rollcall.passages p ON p.document_id = d.id
           WHERE c.tenant_id = $1 AND c.name = $2 ORDER BY p.number`,
    values: [tenantId, collection],
  });
  const metadataOf = new Map(sent.map(({ id, metadata }) => [id, metadata]));
  return {
    id: rows[0]?.collection ?? '',
    documents: rows.map(({ number, name }) => ({ number, metadata: metadataOf.get(name) })),
  };
};

const agreed = ({ evaluated }: Ways): Ways => ({
  evaluated,
  scanned: evaluated,
  indexed: evaluated,
  chosen: evaluated,
});

describe('Postgres and the evaluator agree', () => {
  it.each([1, 2, 3, 4, 5])('on random conditions and metadata (seed %i)', async (seed) => {
    const { metadata, condition } = generate(seed);
    const stored = await store(`seed ${seed}`, Array.from({ length: 80 }, metadata));
    let matched = 0;
    for (let times = 0; times < 150; times += 1) {
      const asked = condition();
      const ways = await found(stored, asked);
      expect({ asked, ...ways }).toEqual({ asked, ...agreed(ways) });
      matched += ways.evaluated.length;
    }
    // Conditions that nothing or everything meets would agree on anything.
    expect(matched).toBeGreaterThan(150 * 80 * 0.1);
    expect(matched).toBeLessThan(150 * 80 * 0.9);
  });

  it('on as many values, conditions and names as a filter may have', async () => {
    const path = Array.from({ length: 8 }, (_, index) => `${index}${'n'.repeat(24)}`);
    const deep = path.reduceRight<unknown>((value, name) => ({ [name]: value }), 999);
    const all = [deep, { a: 1 }] as Record<string, unknown>[];
    const stored = await store('limits', all);
    const values = Array.from({ length: 1000 }, (_, index) => index);
    for (const filter of [
      { field: path, in: values },
      { not: { field: path, in: values } },
      { or: Array.from({ length: 100 }, (_, index) => ({ field: path, eq: 900 + index })) },
      { not: { and: Array.from({ length: 100 }, (_, index) => ({ field: path, lt: index })) } },
    ]) {
      const asked = parseFilter(filter);
      const ways = await found(stored, asked);
      expect(ways).toEqual(agreed(ways));
    }
  });

  it('whose index is used', async () => {
    const scans = async (): Promise<number> => {
      const { rows } = await db.query<{ scans: number }>({
        name: 'test.index_scans',
        text: `SELECT idx_scan::int AS scans FROM pg_stat_user_indexes WHERE indexrelname = 'documents_metadata'`,
      });
      return rows[0]?.scans ?? 0;
    };
    // A connection writes its counts down when it has been idle for a second.
    await until('the scans are counted', async () => (await scans()) > 0);
  });
});

describe('a condition', () => {
  const documentsOf = {
    old: { year: 1975, tags: ['x', 'y'], author: { name: 'Ada' } },
    young: { year: 2021, tags: [], author: [{ name: 'Bob' }, { name: 'Ada' }], day: '2021-05-01' },
    odd: { year: '2021', draft: null, matrix: [[1], 2] },
    bare: {},
  };
  it.each<[object, string[]]>([
    [{ field: 'year', eq: 2021 }, ['young']],
    [{ field: 'year', gt: 1975 }, ['young']],
    [{ field: 'year', gte: 1975 }, ['old', 'young']],
    [{ field: 'year', gt: '1' }, ['odd']],
    [{ not: { field: 'year', gt: 1975 } }, ['old', 'odd', 'bare']],
    [{ field: 'tags', in: ['y', 'z'] }, ['old']],
    [{ field: 'tags', exists: true }, ['old', 'young']],
    [{ field: 'draft', exists: true }, ['odd']],
    [{ field: 'draft', eq: null }, ['odd']],
    [{ field: ['author', 'name'], eq: 'Ada' }, ['old', 'young']],
    [{ field: 'matrix', eq: 1 }, []],
    [{ field: 'matrix', eq: 2 }, ['odd']],
    [
      {
        and: [
          { field: 'day', gte: '2021-05' },
          { field: 'day', lt: '2021-06' },
        ],
      },
      ['young'],
    ],
    [{ or: [{ field: 'year', lt: 1980 }, { not: { field: 'year', exists: true } }] }, ['old', 'bare']],
    [{ not: { field: 'year', in: [] } }, ['old', 'young', 'odd', 'bare']],
    [{}, ['old', 'young', 'odd', 'bare']],
  ])('%j is met by %j', (filter, met) => {
    const condition = parseFilter(filter);
    const names = Object.entries(documentsOf).filter(([, metadata]) => matches(metadata, condition));
    expect(names.map(([name]) => name)).toEqual(met);
  });

  it('is looked up in an index where that can narrow it down', () => {
    const indexed = (filter: object) => isIndexed(parseFilter(filter));
    expect(indexed({ lang: 'en' })).toBe(true);
    expect(
      indexed({
        and: [
          { field: 'a', gt: 1 },
          { field: 'b', eq: 1 },
        ],
      }),
    ).toBe(true);
    expect(
      indexed({
        or: [
          { field: 'a', gt: 1 },
          { field: 'b', eq: 1 },
        ],
      }),
    ).toBe(false);
    expect(
      indexed({
        or: [
          { field: 'a', eq: 1 },
          { field: 'b', eq: 1 },
        ],
      }),
    ).toBe(true);
    for (const filter of [{}, { field: 'a', exists: true }, { not: { field: 'a', eq: 1 } }, { a: [] }]) {
      expect(indexed(filter)).toBe(false);
    }
  });
});
