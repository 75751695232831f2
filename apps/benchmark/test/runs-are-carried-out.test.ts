import { Failure } from '@rollcall/failures';
import {
  endRun,
  readExpectations,
  readProgress,
  readRows,
  readRuns,
  resumable,
  resume,
} from '@rollcall/ledger';
import type { Database, Queryable, Statement } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';
import { defaultTenantId } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { assertNothingBorrowed, until } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enqueueRows, roomFor } from '../src/run/enqueue-rows.ts';
import { followRun, quietFor } from '../src/run/follow-run.ts';
import { openRun } from '../src/run/open-run.ts';
import { answer, datasetOf, type Ledger, newRows, settings, startLedger } from './ledger.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await startLedger();
});
afterEach(() => assertNothingBorrowed(ledger.db));
afterAll(() => ledger.stop());

const never = new AbortController().signal;
const log = createLog('test', 'silent');

/** The database, whose statements of this name fail so often first. */
const failing = (
  db: Database,
  name: string,
  code: 'postgres.unavailable' | 'postgres.query',
  times: number,
) => {
  let left = times;
  const over = (inner: Queryable): Queryable => ({
    query: <R>(statement: Statement) => {
      if (statement.name !== name || left === 0) return inner.query<R>(statement);
      left -= 1;
      return Promise.reject(new Failure(code));
    },
  });
  return {
    ...db,
    ...over(db),
    transaction: <T>(work: (tx: Queryable) => Promise<T>) => db.transaction((tx) => work(over(tx))),
  };
};

describe('opening a run', () => {
  it('writes the run, a row a document and what each is scored against', async () => {
    const { runId, rowIds } = await openRun(ledger.db, datasetOf(3), { ...settings, endpoint: 'http://m/' });
    expect(await readProgress(ledger.db, runId)).toMatchObject({ documents: 3, open: 3 });
    const rows = await readRows(ledger.db, runId);
    expect(rows.map((row) => row.documentId)).toEqual(['d0', 'd1', 'd2']);
    expect((await readExpectations(ledger.db, runId)).map(({ rowId }) => rowId).sort()).toEqual(
      rowIds.sort(),
    );
  });

  it('treats its documents as the collection says, and says so in its settings', async () => {
    const { db } = ledger;
    await db.as(defaultTenantId).query({
      name: 'test.collection',
      text: `INSERT INTO rollcall.collections (tenant_id, name, abstain, drop_unhelpful, grounding)
             VALUES ($1, 'strict', true, true, 'retry')`,
      values: [defaultTenantId],
    });
    const treatmentIn = async (collection: string) => {
      const { runId } = await openRun(db, datasetOf(1), { ...settings, collection });
      const { rows } = await db.query<{ treatment: object; settings: object }>({
        name: 'test.treatment',
        text: `SELECT r.request->'treatment' AS treatment, run.settings
               FROM rollcall.rows r JOIN rollcall.runs run ON run.id = r.run_id WHERE run.id = $1`,
        values: [runId],
      });
      return rows[0];
    };
    expect(await treatmentIn('strict')).toMatchObject({
      treatment: { grounding: 'annotate', unsupported: 'retry', abstain: true, drop: true },
      settings: { grounding: 'retry', abstain: true, drop: true },
    });
    expect(await treatmentIn('c')).toMatchObject({
      treatment: { grounding: 'annotate', abstain: false },
      settings: { grounding: 'annotate', abstain: false, drop: false },
    });
  });

  it('leaves nothing behind when it fails halfway', async () => {
    const all = { limit: 1000, offset: 0 };
    const before = await readRuns(ledger.db, undefined, all);
    const broken = failing(ledger.db, 'ledger.expect', 'postgres.query', 1);
    await expect(openRun(broken, datasetOf(3), settings)).rejects.toMatchObject({ code: 'postgres.query' });
    expect(await readRuns(ledger.db, undefined, all)).toEqual(before);
  });
});

describe('enqueuing', () => {
  it('has room for what the concurrency leaves over', () => {
    expect(roomFor({ open: 400, waiting: 400, concurrency: 64 })).toBe(64);
    expect(roomFor({ open: 400, waiting: 390, concurrency: 12 })).toBe(2);
    expect(roomFor({ open: 10, waiting: 3, concurrency: 64 })).toBe(3);
    expect(roomFor({ open: 400, waiting: 300, concurrency: 64 })).toBe(0);
    expect(roomFor({ open: 400, waiting: 400, concurrency: 1000 })).toBe(64);
  });

  it('keeps no more documents under way than it was asked to, and enqueues each once', async () => {
    const { db, queue } = ledger;
    const { runId, rowIds } = await openRun(db, datasetOf(12), settings);
    const added: string[] = [];
    let underWay = 0;
    let most = 0;
    const counting: Queue = {
      ...queue,
      add: async (key) => {
        added.push(key.rowId);
        underWay += 1;
        most = Math.max(most, underWay);
        setTimeout(async () => {
          underWay -= 1;
          await answer(db, key.rowId);
        }, 60);
      },
    };
    await enqueueRows({ db, queue: counting }, { runId, rows: newRows(rowIds), concurrency: 3 }, never);
    await until('all are closed', async () => (await readProgress(db, runId))?.open === 0);
    expect(added.sort()).toEqual(rowIds.sort());
    expect(most).toBe(3);
  });

  it('leaves a row whose job cannot be added to the sweep and goes on', async () => {
    const { db, queue } = ledger;
    const { runId, rowIds } = await openRun(db, datasetOf(3), settings);
    const flaky: Queue = {
      ...queue,
      add: (key, ...rest) =>
        key.rowId === rowIds[1] ? Promise.reject(new Failure('queue.unavailable')) : queue.add(key, ...rest),
    };
    await enqueueRows({ db, queue: flaky }, { runId, rows: newRows(rowIds), concurrency: 64 }, never);
    const standing = await queue.standing(newRows(rowIds));
    expect(rowIds.map((rowId) => standing.get(rowId)?.live)).toEqual(['retrieve', undefined, 'retrieve']);
    expect(await readProgress(db, runId)).toMatchObject({ open: 3 });
  });

  it('throws what will not pass by itself', async () => {
    const { db, queue } = ledger;
    const { runId, rowIds } = await openRun(db, datasetOf(1), settings);
    const broken = failing(db, 'ledger.read_progress', 'postgres.query', 1);
    const work = { runId, rows: newRows(rowIds), concurrency: 1 };
    await expect(enqueueRows({ db: broken, queue }, work, never)).rejects.toMatchObject({
      code: 'postgres.query',
    });
  });

  it('ends with the run: what was closed meanwhile is not enqueued', async () => {
    const { db, queue } = ledger;
    const { runId, rowIds } = await openRun(db, datasetOf(4), settings);
    const enqueuing = enqueueRows({ db, queue }, { runId, rows: newRows(rowIds), concurrency: 1 }, never);
    await until(
      'the first is enqueued',
      async () => (await queue.standing(newRows(rowIds))).get(rowIds[0] ?? '')?.live === 'retrieve',
    );
    await endRun(db, runId, 'run.no_progress');
    await enqueuing;
    const standing = await queue.standing(newRows(rowIds));
    expect(rowIds.slice(1).map((rowId) => standing.get(rowId)?.live)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const reopened = await resume(db, runId, await resumable(db, runId));
    expect(reopened.map(({ epoch }) => epoch)).toEqual([2, 2, 2, 2]);
  });
});

describe('following', () => {
  const follow = (db: Database, run: { runId: string; noProgressMs: number }, signal = never) =>
    followRun({ db, queue: ledger.queue, log, gatewayUrl: undefined }, run, () => {}, signal);

  it('ends when every row is closed', async () => {
    const { runId, rowIds } = await openRun(ledger.db, datasetOf(2), settings);
    const following = follow(ledger.db, { runId, noProgressMs: 60_000 });
    for (const rowId of rowIds) await answer(ledger.db, rowId);
    await following;
    expect(await readProgress(ledger.db, runId)).toMatchObject({ answered: 2, open: 0 });
  });

  it('closes the open rows as `run.no_progress` where nothing moves', async () => {
    const { runId, rowIds } = await openRun(ledger.db, datasetOf(3), settings);
    await answer(ledger.db, rowIds[0] ?? '');
    await follow(ledger.db, { runId, noProgressMs: 400 });
    const rows = await readRows(ledger.db, runId);
    expect(rows.map((row) => row.failure?.code)).toEqual([undefined, 'run.no_progress', 'run.no_progress']);
  });

  it('waits for a database that is away for a while', async () => {
    const { runId, rowIds } = await openRun(ledger.db, datasetOf(1), settings);
    await answer(ledger.db, rowIds[0] ?? '');
    const away = failing(ledger.db, 'ledger.read_progress', 'postgres.unavailable', 3);
    await expect(follow(away, { runId, noProgressMs: 60_000 })).resolves.toBeUndefined();
  });

  it('gives a database up that stays away', async () => {
    const { runId } = await openRun(ledger.db, datasetOf(1), settings);
    const away = failing(ledger.db, 'ledger.read_progress', 'postgres.unavailable', Number.POSITIVE_INFINITY);
    await expect(follow(away, { runId, noProgressMs: 300 })).rejects.toMatchObject({
      code: 'postgres.unavailable',
    });
  });

  it('stops when it is interrupted', async () => {
    const { runId } = await openRun(ledger.db, datasetOf(1), settings);
    await follow(ledger.db, { runId, noProgressMs: 60_000 }, AbortSignal.timeout(200));
    expect(await readProgress(ledger.db, runId)).toMatchObject({ open: 1 });
  });

  it('counts as quiet what it has watched, never the time that the machine slept', () => {
    expect(quietFor(1000, 150, 90_000)).toBe(1150);
    expect(quietFor(1000, 3_600_000, 3_700_000)).toBe(3000);
    expect(quietFor(60_000, 150, 20)).toBe(20);
  });
});
