import { type Database, openDatabase } from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase, until } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepTrimmed, trimSpans } from '../src/retention.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 2 });
});
beforeEach(() => db.query({ name: '', text: 'TRUNCATE rollcall.spans' }));
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** Spans `0` to `count - 1`; span `n` was received `n` hours ago. */
const receivedHourly = (count: number) =>
  db.query({
    name: '',
    text: `INSERT INTO rollcall.spans (trace_id, span_id, name, service, kind, start_ns, end_ns, status, attributes,
             received_at)
           SELECT 't', n::text, 'n', 's', 1, 0, 0, 0, '{}', now() - n * interval '1 hour'
           FROM generate_series(0, $1 - 1) n`,
    values: [count],
  });

const left = async (): Promise<number[]> => {
  const { rows } = await db.query<{ n: number }>({
    name: '',
    text: 'SELECT span_id::int AS n FROM rollcall.spans ORDER BY 1',
  });
  return rows.map(({ n }) => n);
};

describe('old spans', () => {
  it('are deleted past their hours, in batches, and younger ones stay', async () => {
    await receivedHourly(12);
    expect(await trimSpans(db, { hours: 4.5, most: 1000, batch: 3 })).toBe(7);
    expect(await left()).toEqual([0, 1, 2, 3, 4]);
  });

  it('are deleted beyond the greatest number, the oldest first', async () => {
    await receivedHourly(12);
    expect(await trimSpans(db, { hours: 1000, most: 4, batch: 3 })).toBe(8);
    expect(await left()).toEqual([0, 1, 2, 3]);
  });

  it('stay where nothing is over the bounds', async () => {
    await receivedHourly(3);
    expect(await trimSpans(db, { hours: 72, most: 3 })).toBe(0);
    expect(await left()).toEqual([0, 1, 2]);
  });

  it('are left for the next time when the service stops', async () => {
    await receivedHourly(12);
    expect(await trimSpans(db, { hours: 1, most: 1, batch: 3, signal: AbortSignal.abort() })).toBe(0);
  });

  it('are deleted again and again until the loop is stopped, a failure in between included', async () => {
    const stop = keepTrimmed(db, { hours: 4.5, most: 1000, everyMs: 20, log: createLog('test') });
    await db.query({ name: '', text: 'ALTER TABLE rollcall.spans RENAME TO spans_away' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await db.query({ name: '', text: 'ALTER TABLE rollcall.spans_away RENAME TO spans' });
    await receivedHourly(12);
    await until('the old ones are gone', async () => (await left()).length === 5);
    await stop();
  });
});
