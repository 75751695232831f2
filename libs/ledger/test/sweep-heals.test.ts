import { Failure } from '@rollcall/failures';
import { first } from '@rollcall/pipeline';
import { type Database, openDatabase } from '@rollcall/postgres';
import { openQueue, type Queue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, testBackends, until } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advance, judge, readProgress, readRow, sweep, sweepRules } from '../src/index.ts';
import { pauseAfter } from '../src/sweep-loop.ts';
import { openTestRun } from './rows.ts';

/** Everything is quiet at once, nothing has grace: what the sweep would do in time it does now. */
const impatient = { ...sweepRules, graceMs: 0, quietMs: 0, unstartedMs: 0 };

describe.each(testBackends())('the sweep, with the queue on $name', (backend) => {
  let database: TestDatabase;
  let db: Database;
  let queue: Queue;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase({ url: database.url, service: 'test', max: 4 });
    queue = openQueue({
      ...backend.queue(database.url),
      service: 'test',
      consumers: 0,
      log: createLog('test'),
    });
  });
  afterAll(async () => {
    await queue.close();
    await db.close();
    await database.drop();
  });

  it('puts a row that was opened but never enqueued back at retrieve with the next epoch', async () => {
    const { runId, rowIds } = await openTestRun(db, 1);
    const rowId = rowIds[0] as string;
    expect(await sweep(db, queue, impatient, runId)).toMatchObject({ looked: 1, reopened: 1 });
    expect(await queue.has({ hop: 'retrieve', rowId, epoch: 2 })).toBe(true);
    expect((await readRow(db, rowId))?.epoch).toBe(2);
  });

  it('leaves a row alone whose job waits', async () => {
    const { runId, rowIds } = await openTestRun(db, 1);
    const rowId = rowIds[0] as string;
    await queue.add({ hop: 'ground', rowId, epoch: 1 }, first({ rowId, epoch: 1 }));
    expect(await sweep(db, queue, impatient, runId)).toMatchObject({ looked: 1, reopened: 0, lost: 0 });
  });

  it('does not take the job of an old epoch for a live one', async () => {
    const { runId, rowIds } = await openTestRun(db, 1);
    const rowId = rowIds[0] as string;
    await queue.add({ hop: 'ground', rowId, epoch: 7 }, first({ rowId, epoch: 7 }));
    expect(await sweep(db, queue, impatient, runId)).toMatchObject({ reopened: 1 });
  });

  it('gives a row up as lost after two times', async () => {
    const { runId, rowIds } = await openTestRun(db, 1);
    const rowId = rowIds[0] as string;
    const vanishing: Queue = { ...queue, add: async () => {} };
    expect(await sweep(db, vanishing, impatient, runId)).toMatchObject({ reopened: 1 });
    expect(await sweep(db, vanishing, impatient, runId)).toMatchObject({ reopened: 1 });
    expect(await sweep(db, vanishing, impatient, runId)).toMatchObject({ reopened: 0, lost: 1 });
    expect(await readRow(db, rowId)).toMatchObject({ status: 'lost', failure: { code: 'row.lost' } });
  });

  it('closes an overdue row as failed and names the hop where its job stands', async () => {
    const { runId, rowIds } = await openTestRun(db, 1, 1);
    const rowId = rowIds[0] as string;
    await advance(db, { rowId, epoch: 1 }, 'retrieve');
    await queue.add({ hop: 'generate', rowId, epoch: 1 }, first({ rowId, epoch: 1 }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await sweep(db, queue, impatient, runId)).toMatchObject({ deadline: 1 });
    expect(await readRow(db, rowId)).toMatchObject({
      status: 'failed',
      failure: { code: 'deadline.exceeded', hop: 'generate', details: { hop: 'generate' } },
    });
  });

  it('closes an overdue row without a job as lost', async () => {
    const { runId, rowIds } = await openTestRun(db, 1, 1);
    const rowId = rowIds[0] as string;
    await advance(db, { rowId, epoch: 1 }, 'retrieve');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await sweep(db, queue, impatient, runId)).toMatchObject({ lost: 1 });
    expect((await readRow(db, rowId))?.status).toBe('lost');
  });

  it('puts a row back at once whose job the queue gave up on, quiet or not', async () => {
    const { runId, rowIds } = await openTestRun(db, 1);
    const rowId = rowIds[0] as string;
    await advance(db, { rowId, epoch: 1 }, 'retrieve');
    await queue.add({ hop: 'verify', rowId, epoch: 1 }, first({ rowId, epoch: 1 }));
    const consumer = await queue.consume('verify', async () => ({ kind: 'fail', code: 'job.invalid' }), {
      concurrency: 1,
    });
    await until('the queue gives up', async () => (await queue.counts()).verify.failed > 0);
    await consumer.drain(1000);
    const rules = { ...sweepRules, freshMs: 0 };
    expect(await sweep(db, queue, rules, runId)).toMatchObject({ looked: 1, reopened: 1 });
    expect(await sweep(db, queue, rules, runId)).toMatchObject({ looked: 1, reopened: 0 });
  });

  it('puts many rows back, each one enqueued, and leaves what there is no time for to the next one', async () => {
    const { runId, rowIds } = await openTestRun(db, 120);
    const none = { ...impatient, mostMs: 0 };
    expect(await sweep(db, queue, none, runId)).toMatchObject({ looked: 120, reopened: 0 });
    expect(await sweep(db, queue, impatient, runId)).toMatchObject({ looked: 120, reopened: 120 });
    const standing = await queue.standing(rowIds.map((rowId) => ({ rowId, epoch: 2 })));
    expect(rowIds.filter((rowId) => standing.get(rowId)?.live !== 'retrieve')).toEqual([]);
    expect(await readProgress(db, runId)).toMatchObject({ open: 120 });
  });

  it('finds a row without a job among more waiting ones than it looks at at once', async () => {
    const { runId, rowIds } = await openTestRun(db, 40);
    const rows = rowIds.map((rowId) => ({ rowId, epoch: 1 }));
    for (const row of rows.slice(0, -1)) await queue.add({ hop: 'retrieve', ...row }, first(row));
    const few = { ...impatient, batch: 10 };
    await until('the row is put back', async () => {
      const report = await sweep(db, queue, few, runId);
      expect(report?.looked).toBe(10);
      return report?.reopened === 1;
    });
    expect((await readRow(db, rowIds.at(-1) ?? ''))?.epoch).toBe(2);
  });

  it('says what failed while it put rows back', async () => {
    const { runId } = await openTestRun(db, 1);
    const broken: Queue = { ...queue, add: () => Promise.reject(new Failure('queue.unavailable')) };
    await expect(sweep(db, broken, impatient, runId)).rejects.toMatchObject({ code: 'queue.unavailable' });
  });

  it('runs once at a time', async () => {
    const { runId } = await openTestRun(db, 3);
    const reports = await Promise.all([
      sweep(db, queue, impatient, runId),
      sweep(db, queue, impatient, runId),
    ]);
    expect(reports.filter((report) => report?.reopened === 3)).toHaveLength(1);
  });
});

describe('the judgement', () => {
  const suspect = { rowId: 'r', epoch: 1, overdue: false, quiet: false, reconciled: 0 };
  const nowhere = { live: undefined, failed: undefined };

  it('puts a row back at once whose job the queue gave up on', () => {
    expect(judge(suspect, { live: undefined, failed: 'redact' }, 2)).toBe('reopen');
  });
  it('waits for quiet where no job is found at all', () => {
    expect(judge(suspect, nowhere, 2)).toBe('leave');
    expect(judge({ ...suspect, quiet: true }, nowhere, 2)).toBe('reopen');
  });
  it('prefers the deadline to everything', () => {
    expect(judge({ ...suspect, overdue: true }, { live: 'settle', failed: undefined }, 2)).toBe('deadline');
    expect(judge({ ...suspect, overdue: true }, { live: undefined, failed: 'redact' }, 2)).toBe('lost');
  });
});

it('the pause grows with what looking took, and is neither short nor endless', () => {
  expect(pauseAfter(10)).toBe(2000);
  expect(pauseAfter(250)).toBe(5000);
  expect(pauseAfter(60_000)).toBe(30_000);
  expect(pauseAfter(10, 50)).toBe(200);
  expect(pauseAfter(0, 50)).toBe(50);
});
