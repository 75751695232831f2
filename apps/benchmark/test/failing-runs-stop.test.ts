import { Failure, type FailureCode } from '@rollcall/failures';
import { close, discardJobs, endRun, readClock, readRows, readRun, resumable } from '@rollcall/ledger';
import { first } from '@rollcall/pipeline';
import { createLog } from '@rollcall/telemetry';
import { assertNothingBorrowed } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endInWords } from '../src/commands/report.ts';
import { inWords } from '../src/commands/resume.ts';
import { discardOutdated } from '../src/run/discard-outdated.ts';
import { followRun } from '../src/run/follow-run.ts';
import { openRun } from '../src/run/open-run.ts';
import {
  evaluateStopRules,
  parseMaxFailures,
  rulesFor,
  type StopRules,
  stopInWords,
  usualStopAfter,
} from '../src/run/stop-rules.ts';
import { answer, datasetOf, type Ledger, newRows, settings, startLedger } from './ledger.ts';

describe('a stop rule', () => {
  const at = (failed: number, failedInARow: number, rules: StopRules, documents = 400) =>
    evaluateStopRules({ failed, failedInARow, documents }, rules);

  it('that is not set never strikes', () => {
    expect(at(400, 400, {})).toBeUndefined();
  });

  it('of a share strikes when the share of all called documents can no longer be kept', () => {
    const rules = { maxFailures: { percent: 5 } };
    expect(at(1, 1, rules)).toBeUndefined();
    expect(at(20, 20, rules)).toBeUndefined();
    expect(at(21, 1, rules)).toEqual({ rule: 'max-failures', failed: 21, allowed: 20, documents: 400 });
    expect(at(1, 1, rules, 10)).toMatchObject({ allowed: 0 });
    expect(at(400, 400, { maxFailures: { percent: 100 } })).toBeUndefined();
  });

  it('of a number strikes at the next one', () => {
    expect(at(20, 0, { maxFailures: { documents: 20 } })).toBeUndefined();
    expect(at(21, 0, { maxFailures: { documents: 20 } })).toMatchObject({ rule: 'max-failures' });
    expect(at(1, 0, { maxFailures: { documents: 0 } })).toMatchObject({ allowed: 0 });
  });

  it('of failures in a row strikes at the last of them', () => {
    expect(at(300, 19, { stopAfter: 20 })).toBeUndefined();
    expect(at(20, 20, { stopAfter: 20 })).toEqual({ rule: 'stop-after', failedInARow: 20 });
  });

  it('is told in words', () => {
    const reason = at(21, 1, { maxFailures: { percent: 5 } });
    expect(reason && stopInWords(reason)).toBe('21 of 400 documents failed, at most 20 may (--max-failures)');
    const jobs = { discarded: 3, atWork: 2 };
    const lines = endInWords('r', { code: 'run.stopped', reason, jobs });
    expect(lines.join('\n')).toMatch(/Stopped: 21 of 400.*\n.*rollcall cancel r.*\n.*rollcall resume r/);
    expect(endInWords('r', { code: 'run.no_progress', reason: undefined, jobs: undefined })[0]).toBe(
      'Stopped: The run made no progress for too long.',
    );
  });

  it('for failures in a row is there by itself only where the calls may cost money', () => {
    expect(rulesFor({}, false).stopAfter).toBeUndefined();
    expect(rulesFor({}, true).stopAfter).toBe(usualStopAfter);
    expect(rulesFor({ stopAfter: 5 }, false).stopAfter).toBe(5);
    expect(rulesFor({ stopAfter: 0 }, true).stopAfter).toBeUndefined();
  });

  it.each([
    ['20', { documents: 20 }],
    ['0', { documents: 0 }],
    ['5%', { percent: 5 }],
    ['2.5%', { percent: 2.5 }],
    ['100%', { percent: 100 }],
    ['101%', undefined],
    ['2.5', undefined],
    ['-1', undefined],
    ['%', undefined],
    ['', undefined],
  ])('is read from `%s`', (text, rule) => {
    expect(parseMaxFailures(text)).toEqual(rule);
  });
});

describe('a run that fails', () => {
  let ledger: Ledger;
  beforeAll(async () => {
    ledger = await startLedger();
  });
  afterEach(() => assertNothingBorrowed(ledger.db));
  afterAll(() => ledger.stop());

  const log = createLog('test', 'silent');
  const never = new AbortController().signal;
  const fail = (rowId: string, code: FailureCode = 'model.timeout') =>
    close(ledger.db, { rowId, epoch: 1, status: 'failed', failure: new Failure(code).toRecord() });
  const follow = async (runId: string, since: string, rules: StopRules) =>
    followRun(
      { ...ledger, log, gatewayUrl: undefined },
      { runId, noProgressMs: 60_000, stopping: { rules, since } },
      () => {},
      never,
    );

  it('is ended by the rule: open rows closed as `run.stopped`, why on the run, jobs discarded', async () => {
    const { db, queue } = ledger;
    const { runId, rowIds } = await openRun(db, datasetOf(10), settings);
    const since = await readClock(db);
    for (const row of newRows(rowIds)) {
      await queue.add({ hop: 'generate', rowId: row.rowId, epoch: 1 }, first(row));
    }
    const following = follow(runId, since, { stopAfter: 3 });
    await answer(db, rowIds[0] ?? '');
    for (const rowId of rowIds.slice(1, 4)) await fail(rowId);
    expect(await following).toEqual({
      code: 'run.stopped',
      reason: { rule: 'stop-after', failedInARow: 3 },
      jobs: { discarded: 6, atWork: 0 },
    });
    const codes = (await readRows(db, runId)).map(({ failure }) => failure?.code);
    expect(codes).toEqual([undefined, ...Array(3).fill('model.timeout'), ...Array(6).fill('run.stopped')]);
    expect(await readRun(db, runId)).toMatchObject({
      open: 0,
      stopReason: { rule: 'stop-after', failedInARow: 3 },
    });
    expect(inWords(await resumable(db, runId))).toBe('Opening 9 rows again: run.stopped 6, model.timeout 3');
  });

  it('is not ended for what failed before this command began', async () => {
    const { db } = ledger;
    const { runId, rowIds } = await openRun(db, datasetOf(4), settings);
    for (const rowId of rowIds.slice(0, 3)) await fail(rowId);
    const following = follow(runId, await readClock(db), { maxFailures: { documents: 1 }, stopAfter: 2 });
    await fail(rowIds[3] ?? '');
    expect(await following).toBeUndefined();
    expect(await readRun(db, runId)).toMatchObject({ failed: 4, stoppedAt: null });
  });

  it('that somebody cancels elsewhere is over for who follows it', async () => {
    const { db } = ledger;
    const { runId } = await openRun(db, datasetOf(3), settings);
    const following = follow(runId, await readClock(db), {});
    await endRun(db, runId, 'run.cancelled');
    expect(await following).toBeUndefined();
    expect(await readRun(db, runId)).toMatchObject({ failed: 3, stoppedAt: null });
  });

  it('loses the old jobs of the rows that are opened again', async () => {
    const { db, queue } = ledger;
    const { rowIds } = await openRun(db, datasetOf(2), settings);
    const rows = newRows(rowIds);
    for (const row of rows) await queue.add({ hop: 'generate', rowId: row.rowId, epoch: 1 }, first(row));
    await discardOutdated({ queue }, rows.slice(0, 1));
    const standing = await queue.standing(rows);
    expect(rowIds.map((rowId) => standing.get(rowId)?.live)).toEqual([undefined, 'generate']);
    const away = { ...queue, discard: () => Promise.reject(new Failure('queue.unavailable')) };
    await expect(discardOutdated({ queue: away }, rows)).resolves.toBeUndefined();
    await expect(discardJobs(away, rows)).rejects.toMatchObject({ code: 'queue.unavailable' });
  });
});
