import { Failure } from '@rollcall/failures';
import { first, type Hop } from '@rollcall/pipeline';
import { type Database, openDatabase } from '@rollcall/postgres';
import { type Handled, openQueue, type Queue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import {
  assertNothingBorrowed,
  createTestDatabase,
  type TestDatabase,
  testBackends,
  until,
} from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  advance,
  close,
  discardJobs,
  endedRows,
  endRun,
  enqueueAgain,
  readClock,
  readClosings,
  readProgress,
  readRow,
  readRun,
  replayable,
  resumable,
  resume,
  sweep,
  sweepRules,
} from '../src/index.ts';
import { openTestRun } from './rows.ts';

const impatient = { ...sweepRules, graceMs: 0, quietMs: 0, unstartedMs: 0 };

describe.each(testBackends())('a run, with the queue on $name,', (backend) => {
  let database: TestDatabase;
  let db: Database;
  let queue: Queue;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase({ url: database.url, service: 'test', max: 6 });
    queue = openQueue({
      ...backend.queue(database.url),
      service: 'test',
      consumers: 2,
      log: createLog('test'),
    });
  });
  afterEach(() => assertNothingBorrowed(db));
  afterAll(async () => {
    await queue.close();
    await db.close();
    await database.drop();
  });

  const opened = async (count: number) => {
    const { runId, rowIds } = await openTestRun(db, count);
    return { runId, rows: rowIds.map((rowId) => ({ rowId, epoch: 1 })) };
  };
  const add = (hop: Hop, row: { rowId: string; epoch: number }): Promise<void> =>
    queue.add({ hop, ...row }, first(row));
  const failed = (row: { rowId: string; epoch: number }, code: 'model.timeout' | 'postgres.query') =>
    close(db, { ...row, status: 'failed', failure: new Failure(code).toRecord() });
  const liveOf = async (rows: { rowId: string; epoch: number }[]) => {
    const standing = await queue.standing(rows);
    return rows.map(({ rowId }) => standing.get(rowId)?.live);
  };

  it('that is cancelled has its open rows closed and keeps the others; a second time changes nothing', async () => {
    const { runId, rows } = await opened(3);
    await close(db, { rowId: rows[0]?.rowId ?? '', epoch: 1, status: 'answered', answer: 'a' });
    expect(await endRun(db, runId, 'run.cancelled')).toBe(2);
    const first = await readRun(db, runId);
    expect(first).toMatchObject({ answered: 1, failed: 2, open: 0, stoppedAt: null });
    expect(first?.cancelledAt).toBeInstanceOf(Date);
    expect(await readRow(db, rows[1]?.rowId ?? '')).toMatchObject({
      status: 'failed',
      failure: { code: 'run.cancelled' },
    });
    expect(await endRun(db, runId, 'run.cancelled')).toBe(0);
    expect(await readRun(db, runId)).toEqual(first);
    expect(await endedRows(db, runId)).toHaveLength(2);
  });

  it('that was over is not said to be cancelled', async () => {
    const { runId, rows } = await opened(1);
    await close(db, { rowId: rows[0]?.rowId ?? '', epoch: 1, status: 'answered', answer: 'a' });
    expect(await endRun(db, runId, 'run.cancelled')).toBe(0);
    expect(await readRun(db, runId)).toMatchObject({ cancelledAt: null, answered: 1 });
  });

  it('that was stopped keeps the first reason', async () => {
    const { runId } = await opened(1);
    await endRun(db, runId, 'run.stopped', { rule: 'stop-after', failedInARow: 20 });
    await endRun(db, runId, 'run.stopped', { rule: 'max-failures' });
    const { stopReason, stoppedAt } = (await readRun(db, runId)) ?? {};
    expect(stopReason).toEqual({ rule: 'stop-after', failedInARow: 20 });
    expect(stoppedAt).toBeInstanceOf(Date);
  });

  it('loses its jobs up to the model when it ends, and none that carries a paid answer', async () => {
    const { runId, rows } = await opened(5);
    const hops: Hop[] = ['retrieve', 'ground', 'generate', 'verify', 'settle'];
    for (const [index, hop] of hops.entries()) await add(hop, rows[index] ?? { rowId: '', epoch: 1 });
    await endRun(db, runId, 'run.cancelled');
    expect(await discardJobs(queue, await endedRows(db, runId))).toEqual({ discarded: 3, atWork: 0 });
    expect(await liveOf(rows)).toEqual([undefined, undefined, undefined, 'verify', 'settle']);
    expect(await discardJobs(queue, await endedRows(db, runId))).toEqual({ discarded: 0, atWork: 0 });
  });

  it('loses also the job that one at work puts into the next queue meanwhile', async () => {
    const { runId, rows } = await opened(1);
    const row = rows[0] ?? { rowId: '', epoch: 1 };
    const gate = Promise.withResolvers<void>();
    let atWork = false;
    const consumer = await queue.consume(
      'ground',
      async (): Promise<Handled> => {
        atWork = true;
        await gate.promise;
        await add('generate', row);
        return { kind: 'done' };
      },
      { concurrency: 1 },
    );
    await add('ground', row);
    await until('the job is at work', () => atWork);
    await endRun(db, runId, 'run.stopped');
    const discarding = discardJobs(queue, rows);
    setTimeout(gate.resolve, 300);
    expect(await discarding).toEqual({ discarded: 1, atWork: 0 });
    expect(await liveOf(rows)).toEqual([undefined]);
    await consumer.drain(1000);
  });

  it('waits for a job at work no longer than it was told', async () => {
    const { rows } = await opened(1);
    const gate = Promise.withResolvers<Handled>();
    const consumer = await queue.consume('redact', () => gate.promise, { concurrency: 1 });
    await add('redact', rows[0] ?? { rowId: '', epoch: 1 });
    await until('the job is at work', async () => (await queue.counts()).redact.active === 1);
    expect(await discardJobs(queue, rows, 0)).toEqual({ discarded: 0, atWork: 1 });
    gate.resolve({ kind: 'done' });
    await consumer.drain(1000);
  });

  it.each([
    ['cancelled', (runId: string) => endRun(db, runId, 'run.cancelled'), 'failed'],
    [
      'answered',
      (_runId: string, rowId: string) => close(db, { rowId, epoch: 1, status: 'answered', answer: 'a' }),
      'answered',
    ],
  ])('is not put back by a sweep that had looked before it was %s', async (_what, meanwhile, status) => {
    const { runId, rows } = await opened(1);
    const rowId = rows[0]?.rowId ?? '';
    const slow: Queue = {
      ...queue,
      standing: async (looked) => {
        const found = await queue.standing(looked);
        await meanwhile(runId, rowId);
        return found;
      },
    };
    expect(await sweep(db, slow, impatient, runId)).toMatchObject({ looked: 1, reopened: 0, lost: 0 });
    expect(await readRow(db, rowId)).toMatchObject({ status, epoch: 1 });
    expect(await sweep(db, queue, impatient, runId)).toMatchObject({ looked: 0 });
  });

  it('is resumed with what failed, was lost or has not begun; replayed with what failed, by code', async () => {
    const { runId, rows } = await opened(5);
    const [answered, timedOut, rejected, begun, untouched] = rows;
    if (!answered || !timedOut || !rejected || !begun || !untouched) throw new Error('five rows were opened');
    await close(db, { ...answered, status: 'answered', answer: 'a' });
    await failed(timedOut, 'model.timeout');
    await failed(rejected, 'postgres.query');
    await advance(db, begun, 'retrieve');
    const codesOf = (found: { code: string | null }[]) => found.map(({ code }) => code).sort();

    expect(codesOf(await resumable(db, runId))).toEqual(['model.timeout', null, 'postgres.query']);
    expect(codesOf(await replayable(db, runId))).toEqual(['model.timeout', 'postgres.query']);
    const some = await replayable(db, runId, ['model.timeout', 'model.unavailable']);
    expect(some).toEqual([{ ...timedOut, code: 'model.timeout' }]);

    const reopened = await resume(db, runId, some);
    expect(reopened).toMatchObject([{ rowId: timedOut.rowId, epoch: 2 }]);
    expect(await readProgress(db, runId)).toMatchObject({ open: 3, answered: 1, failed: 1 });
  });

  it('whose enqueuer was killed between opening and adding is resumed: one live job a row, of its new epoch', async () => {
    const { runId, rows } = await opened(5);
    for (const row of rows.slice(0, 2)) await add('retrieve', row);
    // The sweep may have found the rest before the person did.
    expect(await sweep(db, queue, { ...impatient, batch: 5 }, runId)).toMatchObject({ reopened: 3 });
    const before = await resumable(db, runId);
    expect(before.map(({ epoch, code }) => [epoch, code]).sort()).toEqual([
      [1, null],
      [1, null],
      [2, null],
      [2, null],
      [2, null],
    ]);

    const after = await resume(db, runId, before);
    expect(await discardJobs(queue, before, 0)).toEqual({ discarded: 5, atWork: 0 });
    await enqueueAgain(db, queue, after);
    expect(await liveOf(before)).toEqual(Array(5).fill(undefined));
    expect(await liveOf(after)).toEqual(Array(5).fill('retrieve'));
  });

  it('that is resumed is no longer stopped or cancelled, and takes no answer back', async () => {
    const { runId, rows } = await opened(2);
    const [answered, other] = rows;
    if (!answered || !other) throw new Error('two rows were opened');
    const looked = await resumable(db, runId);
    await close(db, { ...answered, status: 'answered', answer: 'a' });
    await endRun(db, runId, 'run.stopped', { rule: 'stop-after' });
    await endRun(db, runId, 'run.cancelled');
    expect(await resume(db, runId, looked)).toMatchObject([{ rowId: other.rowId, epoch: 2 }]);
    expect(await readRun(db, runId)).toMatchObject({
      cancelledAt: null,
      stoppedAt: null,
      stopReason: null,
      answered: 1,
      open: 1,
    });
  });

  it('tells how its rows ended since a moment, and how many failures came last', async () => {
    const { runId, rows } = await opened(6);
    const [before, ...after] = rows;
    if (!before) throw new Error('six rows were opened');
    await failed(before, 'model.timeout');
    const since = await readClock(db);
    expect(await readClosings(db, runId, since)).toEqual({ failed: 0, failedInARow: 0 });
    const seen: number[] = [];
    for (const [index, row] of after.entries()) {
      if (index === 2) await close(db, { ...row, status: 'abstained', answer: 'no' });
      else if (index === 4) await close(db, { ...row, status: 'lost', failure: new Failure('row.lost') });
      else await failed(row, 'model.timeout');
      seen.push((await readClosings(db, runId, since)).failedInARow);
    }
    expect(seen).toEqual([1, 2, 0, 1, 2]);
    expect(await readClosings(db, runId, since)).toMatchObject({ failed: 4 });
  });
});
