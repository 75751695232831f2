import { Failure } from '@rollcall/failures';
import { type Database, openDatabase } from '@rollcall/postgres';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { advance, close, readLive, readProgress, readRow, reopen, resumable, resume } from '../src/index.ts';
import { openTestRun } from './rows.ts';

describe('a row', () => {
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

  const attemptsOf = async (rowId: string) =>
    (
      await db.query<{ kind: string; epoch: number; status: string; failure_code: string | null }>({
        name: 'test.attempts',
        text: 'SELECT kind, epoch, status, failure_code FROM rollcall.row_attempts WHERE row_id = $1 ORDER BY id',
        values: [rowId],
      })
    ).rows;

  it('is closed by the first close only; a late one is counted and changes nothing', async () => {
    const { rowIds } = await openTestRun(db, 1);
    const rowId = rowIds[0] as string;
    const closes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        close(db, { rowId, epoch: 1, status: 'answered', answer: `answer ${index}` }),
      ),
    );
    expect(closes.filter(Boolean)).toHaveLength(1);
    const row = await readRow(db, rowId);
    expect(row?.answer).toBe(`answer ${closes.indexOf(true)}`);
    const late = await attemptsOf(rowId);
    expect(late).toHaveLength(7);
    expect(new Set(late.map((attempt) => attempt.kind))).toEqual(new Set(['late_close']));
  });

  it('that was opened again cannot be closed by a job of its old epoch', async () => {
    const { rowIds } = await openTestRun(db, 1);
    const rowId = rowIds[0] as string;
    const failure = { ...new Failure('model.timeout').toRecord(), hop: 'generate' as const };
    await close(db, { rowId, epoch: 1, status: 'failed', failure, modelCalls: 2 });
    const [reopened] = await reopen(db, [{ rowId, epoch: 1 }], 'person');
    expect(reopened?.epoch).toBe(2);
    expect(await close(db, { rowId, epoch: 1, status: 'answered', answer: 'old' })).toBe(false);
    expect(await close(db, { rowId, epoch: 2, status: 'answered', answer: 'new', modelCalls: 1 })).toBe(true);
    expect(await readRow(db, rowId)).toMatchObject({ status: 'answered', answer: 'new', modelCalls: 3 });
    expect(await attemptsOf(rowId)).toEqual([
      { kind: 'reopened', epoch: 1, status: 'failed', failure_code: 'model.timeout' },
      { kind: 'late_close', epoch: 1, status: 'answered', failure_code: null },
    ]);
  });

  it('hands its request to a hop only while it is open and of the same epoch', async () => {
    const { rowIds } = await openTestRun(db, 1);
    const rowId = rowIds[0] as string;
    const live = await advance(db, { rowId, epoch: 1 }, 'retrieve');
    expect(live?.request.messages[0]?.content).toBe('who?');
    expect(await advance(db, { rowId, epoch: 2 }, 'retrieve')).toBeUndefined();
    expect(await readLive(db, { rowId, epoch: 1 })).toEqual(live);
    expect(await readLive(db, { rowId, epoch: 2 })).toBeUndefined();
    await close(db, { rowId, epoch: 1, status: 'abstained', answer: 'no' });
    expect(await advance(db, { rowId, epoch: 1 }, 'retrieve')).toBeUndefined();
    expect(await readLive(db, { rowId, epoch: 1 })).toBeUndefined();
  });

  it('of a run gets its deadline with its first hop, and keeps it', async () => {
    const { rowIds } = await openTestRun(db, 1, 5000);
    const rowId = rowIds[0] as string;
    expect((await readRow(db, rowId))?.deadlineAt).toBeNull();
    await advance(db, { rowId, epoch: 1 }, 'retrieve');
    const first = (await readRow(db, rowId))?.deadlineAt;
    await advance(db, { rowId, epoch: 1 }, 'redact');
    expect((await readRow(db, rowId))?.deadlineAt).toEqual(first);
    expect(first).toBeInstanceOf(Date);
  });

  it('that failed, was lost or never began is opened again by resume; an answered one is left alone', async () => {
    const { runId, rowIds } = await openTestRun(db, 4);
    const [answered, failed, begun, untouched] = rowIds as [string, string, string, string];
    const failure = new Failure('model.unavailable').toRecord();
    await close(db, { rowId: answered, epoch: 1, status: 'answered', answer: 'a' });
    await close(db, { rowId: failed, epoch: 1, status: 'failed', failure });
    await advance(db, { rowId: begun, epoch: 1 }, 'retrieve');
    const again = await resume(db, runId, await resumable(db, runId));
    expect(new Set(again.map((row) => row.rowId))).toEqual(new Set([failed, untouched]));
    expect(await readProgress(db, runId)).toMatchObject({ documents: 4, open: 3, answered: 1, begun: 1 });
  });
});
