import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunView } from '@rollcall/ledger';
import { afterAll, describe, expect, it } from 'vitest';
import { toCsv } from '../src/report/csv.ts';
import { reportMarkdown } from '../src/report/markdown.ts';
import { exitStatusOf, summarize } from '../src/report/summary.ts';
import { writeReport } from '../src/report/write-report.ts';
import type { ScoredRow } from '../src/scoring/score-rows.ts';
import { renderSummary } from '../src/terminal/summary-view.ts';

const out = mkdtempSync(join(tmpdir(), 'rollcall-report-'));
afterAll(() => rmSync(out, { recursive: true }));

const run = (documents: number): RunView => ({
  id: '00000000-0000-4000-8000-00000000000a',
  dataset: 'set',
  datasetSha256: 'f'.repeat(64),
  documents,
  collection: null,
  settings: { model: 'small' },
  openedAt: new Date(0),
  closedAt: null,
  cancelledAt: null,
  stoppedAt: null,
  stopReason: null,
  judge: null,
  answered: 0,
  abstained: 0,
  failed: 0,
  lost: 0,
  open: 0,
});

const row = (id: string, change: Partial<ScoredRow> = {}): ScoredRow => ({
  id,
  rowId: `row-${id}`,
  status: 'answered',
  answer: '=1+1, "so"',
  expected: ['2'],
  answerable: true,
  em: 1,
  f1: 1,
  grounded: true,
  groundedScore: 1,
  dropped: 0,
  action: null,
  asked: [],
  degradedBy: [],
  citations: [],
  redactions: { PERSON: 2 },
  leaked: 0,
  leakedByType: {},
  attempts: 1,
  failure: null,
  abstainedBy: null,
  modelCalls: 1,
  hops: { retrieve: { queueMs: 10, workMs: 5, attempts: 1 } },
  ttftMs: 20,
  promptTokens: 7,
  completionTokens: 2,
  traceId: 'f'.repeat(32),
  epoch: 1,
  ...change,
});

const failure = { code: 'model.timeout', hop: 'generate', message: 'm' };

describe('a summary', () => {
  it('is held against the documents that were called, not against the rows that exist', () => {
    const summary = summarize(run(400), [row('a'), row('b'), row('c'), row('d')], 2000);
    expect(summary).toMatchObject({ documents: 400, answered: 4, open: 396 });
    expect(summary.speed).toMatchObject({ completion: '4 of 400', documentsPerSecond: 2 });
    expect(exitStatusOf(summary)).toBe(3);
  });

  it('is complete with every document answered or abstained, and only then', () => {
    const declined = row('b', { status: 'abstained', answerable: false });
    expect(exitStatusOf(summarize(run(2), [row('a'), declined], 1))).toBe(0);
    const failed = row('b', { status: 'failed', failure, em: 0, f1: 0 });
    const summary = summarize(run(2), [row('a'), failed], 1);
    expect(exitStatusOf(summary)).toBe(3);
    expect(summary).toMatchObject({ em: 0.5, failuresByCode: { 'model.timeout': 1 } });
  });

  it('adds up what was masked, leaked and paid', () => {
    const leaking = row('b', { leaked: 2, leakedByType: { PERSON: 2 }, modelCalls: 3 });
    expect(summarize(run(2), [row('a'), leaking], 1)).toMatchObject({
      leaked: 2,
      leakedByType: { PERSON: 2 },
      redactionsByType: { PERSON: 4 },
      modelCalls: 4,
      tokens: { prompt: 14, completion: 4 },
    });
  });
});

describe('what the policies did', () => {
  const judge = 'judge/large';
  const rows = [
    row('a', { dropped: 2, action: 'none', asked: [{ verifier: judge, claims: 2 }] }),
    row('b', {
      dropped: 1,
      action: 'retried',
      asked: [
        { verifier: judge, claims: 1 },
        { verifier: 'cross-encoder/m', claims: 4 },
      ],
    }),
    row('c', {
      action: 'retry_failed',
      degradedBy: [
        { verifier: judge, code: 'judge.over_budget' },
        { verifier: 'cross-encoder/m', code: 'encoder.timeout' },
      ],
    }),
    row('d', { status: 'abstained', abstainedBy: 'evidence' }),
  ];
  const strict = {
    ...run(4),
    settings: { model: 'small', drop: true, abstain: true, grounding: 'retry' },
    judge: { calls: 3, tokens: 900, mostCalls: 3, mostTokens: 1000 },
  };

  it('is counted, and so is what the judge cost and where it was missed', () => {
    const summary = summarize(strict, rows, 1000);
    expect(summary).toMatchObject({
      policy: {
        sufficiency: 'drop, abstain',
        passagesDropped: 3,
        abstained: 1,
        grounding: 'retry',
        actions: { none: 1, retried: 1, retry_failed: 1 },
      },
      judge: {
        model: 'large',
        calls: 3,
        callsLeft: 0,
        tokens: 900,
        claims: 3,
        degradedByCode: { 'judge.over_budget': 1 },
      },
    });
    const said = 'large, 3 calls (0 left), 900 tokens, 3 claims judged, degraded: judge.over_budget 1';
    expect(reportMarkdown(summary, rows)).toContain(`| judge | ${said} |`);
    const shown = renderSummary(summary, rows, out);
    expect(shown).toContain(said);
    expect(shown).toContain('drop, abstain: 3 passages left out, 1 abstained before the model');
    expect(shown).toContain('retry: none 1, retried 1, retry_failed 1');
  });

  it('has no judge where none was configured, and has one that was never needed', () => {
    expect(summarize(run(1), [row('a')], 1)).toMatchObject({
      judge: null,
      policy: { sufficiency: 'annotate', actions: {} },
    });
    expect(renderSummary(summarize(run(1), [row('a')], 1), [row('a')], out)).not.toContain('judge');
    const configured = { ...run(1), settings: { judge: { model: 'large', endpoint: 'https://j/' } } };
    expect(summarize(configured, [row('a')], 1).judge).toEqual({
      model: 'large',
      calls: 0,
      callsLeft: null,
      tokens: 0,
      claims: 0,
      degradedByCode: {},
    });
  });
});

describe('the files of a run', () => {
  it('are complete, for their owner only, and `latest` leads to them', async () => {
    const rows = [row('a'), row('b', { status: 'failed', failure, answer: null })];
    const summary = summarize(run(2), rows, 1000);
    const folder = await writeReport(out, summary, rows);
    expect(realpathSync(join(out, 'latest'))).toBe(realpathSync(folder));
    const lines = readFileSync(join(folder, 'rows.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
    expect(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))).toEqual(summary);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('model.timeout');
    expect(readFileSync(join(folder, 'rows.csv'), 'utf8').split('\r\n')).toHaveLength(4);
    expect(statSync(join(folder, 'rows.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('leave a folder of the user’s own that is called `latest` in place', async () => {
    const own = mkdtempSync(join(tmpdir(), 'rollcall-report-'));
    mkdirSync(join(own, 'latest'));
    writeFileSync(join(own, 'latest/precious.txt'), 'mine');
    await writeReport(own, summarize(run(1), [row('a')], 1), [row('a')]);
    expect(readFileSync(join(own, 'latest/precious.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(own, 'latest/summary.json'), 'utf8')).toContain('"documents": 1');
    rmSync(own, { recursive: true });
  });

  it('cannot be written where a file stands in their way, and say so', async () => {
    const blocked = join(out, 'a-file');
    writeFileSync(blocked, '');
    await expect(writeReport(blocked, summarize(run(1), [row('a')], 1), [row('a')])).rejects.toMatchObject({
      code: 'report.unwritable',
      details: { errno: 'ENOTDIR' },
    });
  });

  it('stay their owner’s when a run is reported again', async () => {
    const summary = summarize(run(1), [row('a')], 1);
    const file = join(await writeReport(out, summary, [row('a')]), 'rows.csv');
    chmodSync(file, 0o644);
    await writeReport(out, summary, [row('a')]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('hold no formula that a spreadsheet would run', () => {
    expect(toCsv(['a', 'b'], [['=1+1', 'x "y", z']])).toBe('a,b\r\n\'=1+1,"x ""y"", z"\r\n');
    expect(toCsv(['a'], [['＝1'], ['@x'], [-1], [null], [true]])).toBe(
      "a\r\n'＝1\r\n'@x\r\n-1\r\n\r\ntrue\r\n",
    );
  });
});

it('what a person sees names every failure and fits the width', () => {
  const rows = [row('a'), row('b', { status: 'failed', failure, answer: null })];
  const text = renderSummary(summarize(run(2), rows, 1000), rows, out);
  expect(text).toContain('1 of 2 documents answered the roll call');
  expect(text).toContain('model.timeout');
});
