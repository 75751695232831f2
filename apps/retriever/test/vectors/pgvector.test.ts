import { createLog } from '@rollcall/telemetry';
import { testPgvectorUrl, until } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseFilter } from '../../src/filter/parse-filter.ts';
import { deleteDocument, storeDocuments } from '../../src/store-documents.ts';
import { adoptPgvector } from '../../src/vectors/pgvector.ts';
import { documents, tenantId } from '../fixtures.ts';
import { idsOf, type Setup, setUp } from './setup.ts';

const server = testPgvectorUrl();

describe.skipIf(server === undefined)('with the extension pgvector', () => {
  let at: Setup;
  beforeAll(async () => {
    at = await setUp(server);
    expect(await adoptPgvector(at.db, createLog('test', 'silent'))).toMatch(/^\d+\.\d+/);
  });
  afterEach(() => at.stopAll());
  afterAll(() => at.close());

  const withIndex = { EMBEDDINGS_PGVECTOR: 'auto' };
  const corpus = Object.fromEntries(
    Array.from({ length: 300 }, (_, n) => [
      `d${String(n).padStart(3, '0')}`,
      `${['car', 'apple', 'doctor', 'boat'][n % 4]} ${'word '.repeat(n % 7)}${'longer '.repeat(n % 11)}of number ${n}`,
    ]),
  );

  const indexedOf = async (collection: string): Promise<number> => {
    const { rows } = await at.db.as(tenantId).query<{ indexed: number }>({
      name: '',
      text: `SELECT count(*)::int AS indexed FROM rollcall_pgvector.vectors v
             JOIN rollcall.vector_sets s ON s.id = v.set_id AND s.indexed_version = s.version
             JOIN rollcall.collections c ON c.id = s.collection_id WHERE c.name = $1`,
      values: [collection],
    });
    return rows[0]?.indexed ?? 0;
  };

  it('vectors are searched by its index, and the answers are those of the exact search', async () => {
    await at.fill('indexed', corpus);
    const vectors = at.open({ ...withIndex, EMBEDDINGS_BATCH_INPUTS: '64' });
    const stop = at.start(vectors);
    await until('all is indexed', async () => (await indexedOf('indexed')) === 300);
    const exact = at.open();
    let same = 0;
    for (const query of ['vehicle', 'fruit in a harbour', 'physician', 'sail', 'an orchard by the clinic']) {
      const [a, b] = [
        await at.ask(vectors, { collection: 'indexed', query, k: 20 }),
        await at.ask(exact, { collection: 'indexed', query, k: 20 }),
      ];
      expect(a.ranking).toEqual({ mode: 'hybrid' });
      const ids = new Set(idsOf(b));
      same += idsOf(a).filter((id) => ids.has(id)).length;
    }
    // Equal cosines stand in any order in the index, so that the last of them differ.
    expect(same).toBeGreaterThanOrEqual(90);
    await stop();
  });

  it('the index is what Postgres scans', async () => {
    await until('a scan is counted', async () => {
      const { rows } = await at.db.query<{ scans: number }>({
        name: '',
        text: `SELECT idx_scan::int AS scans FROM pg_stat_user_indexes
               WHERE schemaname = 'rollcall_pgvector' AND indexrelname LIKE 'set_%_embedding_idx'`,
      });
      return rows.some(({ scans }) => scans > 0);
    });
  });

  it('what is deleted is not found, and a filter is kept while the index is scanned', async () => {
    const vectors = at.open(withIndex);
    const stop = at.start(vectors);
    await at.fill('kept', {
      old: { text: 'The car has an engine.', metadata: { year: 1950 } },
      new: { text: 'An automobile.', metadata: { year: 2020 } },
      gone: 'A vehicle.',
    });
    await until('all is indexed', async () => (await indexedOf('kept')) === 3);
    await deleteDocument(at.db, { tenantId, collection: 'kept' }, 'gone');
    expect(idsOf(await at.ask(vectors, { collection: 'kept' })).sort()).toEqual(['new', 'old']);
    expect(idsOf(await at.ask(vectors, { collection: 'kept', filter: parseFilter({ year: 1950 }) }))).toEqual(
      ['old'],
    );
    await stop();
  });

  it('a set that was embedded before the extension came is carried over, without asking the endpoint', async () => {
    await at.fill('before', corpus);
    await at.embedAll(at.open({ EMBEDDINGS_BATCH_INPUTS: '7' }), 'before');
    expect(await indexedOf('before')).toBe(0);
    const before = at.endpoint.seen.length;
    const vectors = at.open(withIndex);
    const stop = at.start(vectors);
    await until('all is carried over', async () => (await indexedOf('before')) === 300);
    expect(at.endpoint.seen.length).toBe(before);
    // A retriever without it goes on meanwhile: what it writes is searched exactly until it is carried over.
    await stop();
    await storeDocuments(at.db, { tenantId, collection: 'before' }, documents({ late: 'automobile' }));
    await at.embedAll(at.open(), 'before');
    expect(await indexedOf('before')).toBe(0);
    expect(idsOf(await at.ask(vectors, { collection: 'before' }))[0]).toBe('late');
    const stopAgain = at.start(at.open(withIndex));
    await until('the rest is carried over', async () => (await indexedOf('before')) === 301);
    await stopAgain();
  });

  it('a tenant sees its own vectors alone', async () => {
    const count = `SELECT count(*)::int AS seen FROM rollcall_pgvector.vectors`;
    const nobody = await at.db
      .as('00000000-0000-4000-8000-00000000000f')
      .query<{ seen: number }>({ name: '', text: count });
    expect(nobody.rows).toEqual([{ seen: 0 }]);
    const own = await at.db.as(tenantId).query<{ seen: number }>({ name: '', text: count });
    expect(own.rows[0]?.seen).toBeGreaterThan(0);
  });
});

describe('without it', () => {
  it('nothing is adopted, and nothing fails', async () => {
    const at = await setUp();
    const log = createLog('test', 'silent');
    const there = await at.db.query({
      name: '',
      text: `SELECT FROM pg_available_extensions WHERE name = 'vector'`,
    });
    const version = await adoptPgvector(at.db, log);
    expect(version === undefined).toBe(there.count === 0);
    await at.close();
  });
});
