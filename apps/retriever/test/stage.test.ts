import { randomUUID } from 'node:crypto';
import { close, type NewRow, openRows, readRow } from '@rollcall/ledger';
import { first, payloads } from '@rollcall/pipeline';
import { type Database, openDatabase } from '@rollcall/postgres';
import { createLine } from '@rollcall/service';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { retrieve, retrieveStage } from '../src/stage.ts';
import { storeDocuments } from '../src/store-documents.ts';
import { type Find, findByWords } from '../src/vectors/find.ts';
import { documents, searchInMemory, tenantId } from './fixtures.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 2 });
  await storeDocuments(
    db,
    { tenantId, collection: 'fruit' },
    documents({ a: 'Apples are red.', b: 'Pears are green.', c: 'Apples and pears.' }),
  );
});
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await database.drop();
});

const openRow = async (given: Partial<NewRow> & { k?: number } = {}): Promise<string> => {
  const id = randomUUID();
  await openRows(db, [
    {
      id,
      tenantId,
      collection: 'fruit',
      request: {
        messages: [
          { role: 'user', content: 'pears' },
          { role: 'assistant', content: 'What about them?' },
          { role: 'user', content: 'Which apple is red?' },
        ],
        k: given.k ?? 5,
        params: {},
        treatment: { grounding: 'annotate', abstain: false },
      },
      deadlineMs: 60_000,
      ...given,
    },
  ]);
  return id;
};

const run = (rowId: string, epoch = 1) =>
  retrieve(first({ rowId, epoch }), { db, find: findByWords(searchInMemory(db)) });

describe('the retrieve hop', () => {
  it('passes on the ids and scores of the passages for the last question, and no text', async () => {
    const rowId = await openRow();
    const result = await run(rowId);
    if (result.to !== 'redact') throw new Error(`went to ${result.to}`);
    const payload = payloads.redact.parse({ ...first({ rowId, epoch: 1 }), ...result.add });
    expect(payload.retrieved).toHaveLength(2);
    expect(payload.retrieved.map((passage) => Object.keys(passage))).toEqual([
      ['passageId', 'score'],
      ['passageId', 'score'],
    ]);
    const { rows } = await db.query<{ text: string }>({
      name: 'test.passage',
      text: 'SELECT text FROM rollcall.passages WHERE id = $1',
      values: [payload.retrieved[0]?.passageId],
    });
    expect(rows[0]?.text).toBe('Apples are red.');
  });

  it('marks the row as begun', async () => {
    const rowId = await openRow();
    await run(rowId);
    expect(await readRow(db, rowId)).toMatchObject({ hop: 'retrieve', status: 'open' });
  });

  it('passes on at most k passages', async () => {
    expect(await run(await openRow({ k: 1 }))).toMatchObject({
      add: { retrieved: [{ passageId: expect.any(String) }] },
    });
  });

  it('drops the job of a row that is closed, of another epoch or gone', async () => {
    const closed = await openRow();
    await close(db, { rowId: closed, epoch: 1, status: 'answered', answer: 'yes' });
    expect(await run(closed)).toEqual({ to: 'drop' });
    expect(await run(await openRow(), 2)).toEqual({ to: 'drop' });
    expect(await run(randomUUID())).toEqual({ to: 'drop' });
  });

  it('finds nothing for a row without a collection', async () => {
    expect(await run(await openRow({ collection: undefined }))).toEqual({
      to: 'redact',
      add: { retrieved: [] },
    });
  });

  it('throws for a collection that the row’s tenant does not have', async () => {
    await expect(run(await openRow({ collection: 'nowhere' }))).rejects.toMatchObject({
      code: 'collection.not_found',
    });
    const other = randomUUID();
    await db.query({
      name: 'test.tenant',
      text: 'INSERT INTO rollcall.tenants (id, name) VALUES ($1, $2)',
      values: [other, 'other'],
    });
    await expect(run(await openRow({ tenantId: other }))).rejects.toMatchObject({
      code: 'collection.not_found',
    });
  });
});

describe('a line before the retrieve hop', () => {
  /** Finds nothing, slowly; `most` is how many looked at once. */
  const watched = () => {
    const seen = { now: 0, most: 0, questions: 0 };
    const find: Find = async () => {
      seen.questions += 1;
      seen.now += 1;
      seen.most = Math.max(seen.most, seen.now);
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.now -= 1;
      return { passages: [], ranking: { mode: 'bm25' } };
    };
    return { seen, find };
  };
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const jobs = (count: number) => Promise.all(Array.from({ length: count }, () => openRow()));

  it('lets so many jobs look up at once as it has places, and all of them in the end', async () => {
    const { seen, find } = watched();
    const stage = retrieveStage({ db, find }, createLine({ atOnce: 2 }));
    const { signal } = new AbortController();
    const context = { signal, log, countModelCall: () => {} };
    const rows = await jobs(12);
    const results = await Promise.all(
      rows.map((rowId) => stage.run(first({ rowId, epoch: 1 }) as never, context)),
    );
    expect(results.map(({ to }) => to)).toEqual(rows.map(() => 'redact'));
    expect(seen).toEqual({ now: 0, most: 2, questions: 12 });
  });

  it('is left at once by a job that is taken back, without a lookup', async () => {
    const { seen, find } = watched();
    const stage = retrieveStage({ db, find }, createLine({ atOnce: 1 }));
    const taken = new AbortController();
    const context = { signal: taken.signal, log, countModelCall: () => {} };
    const outcomes = (await jobs(3)).map((rowId) => stage.run(first({ rowId, epoch: 1 }) as never, context));
    taken.abort('shutdown');
    const settled = await Promise.allSettled(outcomes);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(seen.questions).toBe(1);
  });
});
