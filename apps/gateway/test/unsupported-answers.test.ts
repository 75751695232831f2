import { randomBytes, randomUUID } from 'node:crypto';
import { openRows, openRun, type RowRequest, readRow, readRun } from '@rollcall/ledger';
import { type Payload, payloads, type Verdict } from '@rollcall/pipeline';
import { type Database, openDatabase } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';
import { defaultTenantId, type RunningService, startService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { parseKeyRing, putEntries } from '@rollcall/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rollcallPart } from '../src/answer.ts';
import { readConfig } from '../src/config.ts';
import { internalRoutes } from '../src/internal-routes.ts';
import { openRequest } from '../src/open-request.ts';
import { parseChatRequest } from '../src/request.ts';
import { settleStage } from '../src/stage.ts';

const log = createLog('test', 'silent');
const serviceToken = 'a-token-of-the-test-stack';
const key = `k1:${randomBytes(32).toString('base64')}`;
const ring = parseKeyRing(key);

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 8 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

describe('the policy of a document', () => {
  it('stands on the row that is opened, with the collection’s', async () => {
    await db.as(defaultTenantId).query({
      name: 'test.collection',
      text: `INSERT INTO rollcall.collections (tenant_id, name, grounding, drop_unhelpful)
             VALUES ($1, 'contracts', 'remove', true)`,
      values: [defaultTenantId],
    });
    const queue = { add: async () => {} } as unknown as Queue;
    const config = readConfig({
      DATABASE_URL: database.url,
      QUEUE_URL: 'redis://127.0.0.1:1',
      ROLLCALL_VAULT_KEY: key,
      PORT: '0',
    });
    const treatmentOf = async (rollcall: object): Promise<RowRequest['treatment'] | undefined> => {
      const chat = parseChatRequest({ messages: [{ role: 'user', content: 'Where?' }], rollcall });
      const caller = { tenantId: defaultTenantId, waitedMs: 0 };
      const { rowId } = await openRequest({ db, queue, config }, caller, chat);
      const { rows } = await db.query<{ request: RowRequest }>({
        name: 'test.request',
        text: 'SELECT request FROM rollcall.rows WHERE id = $1',
        values: [rowId],
      });
      return rows[0]?.request.treatment;
    };
    const removes = { grounding: 'annotate', unsupported: 'remove', abstain: false };
    expect(await treatmentOf({ collection: 'contracts' })).toEqual({ ...removes, drop: true });
    expect(await treatmentOf({ collection: 'contracts', grounding: 'off' })).toEqual({
      ...removes,
      drop: true,
    });
    expect(await treatmentOf({ grounding: 'retry' })).toEqual({ ...removes, unsupported: 'retry' });
    expect(await treatmentOf({})).toEqual({ grounding: 'annotate', abstain: false });
  });
});

const treatment = { grounding: 'annotate' as const, abstain: false };
const request = { messages: [{ role: 'user' as const, content: 'who?' }], k: 1, params: {}, treatment };

/** Rows of a run that wait for their end. */
const openRunOf = async (count: number): Promise<{ runId: string; rowIds: string[] }> => {
  const runId = randomUUID();
  const rowIds = Array.from({ length: count }, () => randomUUID());
  const run = { id: runId, tenantId: defaultTenantId, dataset: 'test', datasetSha256: '', documents: count };
  await openRun(db, { ...run, collection: undefined, settings: {}, workDeadlineMs: 60_000 });
  const opened = rowIds.map((id) => ({
    id,
    tenantId: defaultTenantId,
    runId,
    documentId: id,
    deadlineMs: 60_000,
    request,
  }));
  await openRows(db, opened);
  return { runId, rowIds };
};

const spent = async (runId: string) => {
  const { rows } = await db.query<{ calls: number; tokens: number }>({
    name: 'test.spent',
    text: 'SELECT judge_calls AS calls, judge_tokens::float8 AS tokens FROM rollcall.runs WHERE id = $1',
    values: [runId],
  });
  return rows[0];
};

const settle = async (rowId: string, parts: Partial<Payload<'settle'>>): Promise<void> => {
  const job = payloads.settle.parse({
    v: 1,
    rowId,
    epoch: 1,
    enqueuedAt: Date.now(),
    timings: {},
    modelCalls: 1,
    ...parts,
  });
  const context = { signal: new AbortController().signal, log, countModelCall: () => {} };
  await settleStage({ db, ring }).run(job as never, context);
};

const verdict: Verdict = { supported: true, score: 0.9, claims: [], verifier: 'test', degraded: false };

describe('the sentences that were taken out', () => {
  it('stand on the row with their values; the caller gets the reasons alone', async () => {
    const { rowIds } = await openRunOf(1);
    const rowId = rowIds[0]!;
    const entries = [{ placeholder: '<PERSON_1>', type: 'PERSON', original: 'Anna Lindqvist' }];
    await putEntries(db, ring, { tenant: defaultTenantId, rowId, epoch: 1, entries, ttlMs: 60_000 });
    const removed = [{ text: '<PERSON_1> left.', score: 0.1, reasons: ['name_not_in_sources'] }];
    await settle(rowId, {
      masked: { question: '', messages: [], passages: [], redactions: { PERSON: 1 } },
      outcome: { status: 'answered', answer: '<PERSON_1> stays.' },
      verdict: {
        ...verdict,
        claims: [
          {
            text: '',
            start: 11,
            end: 16,
            kind: 'claim',
            score: 0.9,
            supported: true,
            citations: [],
            reasons: [],
            unsupportedSpans: [],
          },
        ],
        action: { policy: 'remove', did: 'removed', removed },
      },
    });
    const row = (await readRow(db, rowId))!;
    expect(row.answer).toBe('Anna Lindqvist stays.');
    expect(row.verdict).toMatchObject({
      claims: [{ text: 'stays' }],
      action: { did: 'removed', removed: [{ text: 'Anna Lindqvist left.' }] },
    });
    expect(rollcallPart(row).grounding).toMatchObject({
      supported: true,
      action: {
        policy: 'remove',
        did: 'removed',
        removed: [{ score: 0.1, reasons: ['name_not_in_sources'] }],
      },
    });
    expect(JSON.stringify(rollcallPart(row))).not.toContain('left');
  });
});

describe('the budget of a run’s judge', () => {
  let gateway: RunningService;
  beforeAll(async () => {
    const config = readConfig({
      DATABASE_URL: database.url,
      QUEUE_URL: 'redis://127.0.0.1:1',
      ROLLCALL_VAULT_KEY: key,
      PORT: '0',
    });
    gateway = await startService({
      name: 'gateway',
      settings: config,
      log,
      router: internalRoutes(db, serviceToken),
    });
  });
  afterAll(() => gateway.stop());

  const book = async (body: object, token = serviceToken) => {
    const response = await fetch(`${gateway.url}/internal/judge-budget`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ epoch: 1, tokens: 100, mostCalls: 10, mostTokens: 1000, ...body }),
    });
    return { status: response.status, body: (await response.json()) as { granted?: boolean } };
  };
  const granted = async (body: object) => (await book(body)).body.granted;

  it('is never overdrawn, however many ask at once', async () => {
    const { runId, rowIds } = await openRunOf(12);
    const answers = await Promise.all(rowIds.map((rowId) => granted({ rowId, mostCalls: 5 })));
    expect(answers.filter((answer) => answer === true)).toHaveLength(5);
    expect(await spent(runId)).toEqual({ calls: 5, tokens: 500 });
    const { judge } = (await readRun(db, runId))!;
    expect(judge).toEqual({ calls: 5, tokens: 500, mostCalls: 5, mostTokens: 1000 });
  });

  it('counts tokens, too', async () => {
    const { runId, rowIds } = await openRunOf(1);
    const rowId = rowIds[0]!;
    expect(await granted({ rowId, tokens: 900 })).toBe(true);
    expect(await granted({ rowId, tokens: 101 })).toBe(false);
    expect(await granted({ rowId, tokens: 100 })).toBe(true);
    expect(await spent(runId)).toEqual({ calls: 2, tokens: 1000 });
  });

  it('is corrected by what a call has cost when its row is closed, once', async () => {
    const { runId, rowIds } = await openRunOf(1);
    const rowId = rowIds[0]!;
    await granted({ rowId, tokens: 300 });
    const asked = [{ verifier: 'judge/m', claims: 2, tokens: 120, reserved: 300 }];
    const parts = { outcome: { status: 'answered', answer: 'a' }, verdict: { ...verdict, asked } } as const;
    await settle(rowId, parts);
    expect(await spent(runId)).toEqual({ calls: 1, tokens: 120 });
    await settle(rowId, parts);
    expect(await spent(runId)).toEqual({ calls: 1, tokens: 120 });
  });

  it('has nothing for a row that is closed, of another epoch or unknown', async () => {
    const { rowIds } = await openRunOf(1);
    const rowId = rowIds[0]!;
    expect(await granted({ rowId, epoch: 2 })).toBe(false);
    expect(await granted({ rowId: randomUUID() })).toBe(false);
    await settle(rowId, { outcome: { status: 'answered', answer: 'a' } });
    expect(await granted({ rowId })).toBe(false);
  });

  it('does not bound a request that belongs to no run', async () => {
    const id = randomUUID();
    await openRows(db, [{ id, tenantId: defaultTenantId, deadlineMs: 60_000, request }]);
    expect(await granted({ rowId: id, mostCalls: 0 })).toBe(true);
  });

  it('is asked for by the stack’s services alone, and in its own shape', async () => {
    expect(await book({ rowId: randomUUID() }, 'wrong')).toMatchObject({
      status: 401,
      body: { error: { code: 'access.service_token' } },
    });
    expect(await book({ rowId: 'x' })).toMatchObject({
      status: 400,
      body: { error: { code: 'request.invalid' } },
    });
  });
});
