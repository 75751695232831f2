import { randomBytes, randomUUID } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import { keepSweeping, sweepRules } from '@rollcall/ledger';
import { type Database, openDatabase } from '@rollcall/postgres';
import { type Consumer, openQueue, type Queue } from '@rollcall/queue';
import { createKey, type RunningService, revokeKey, startService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, testBackends } from '@rollcall/testing';
import { type KeyRing, parseKeyRing } from '@rollcall/vault';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAdmission } from '../src/admission.ts';
import { readConfig } from '../src/config.ts';
import { gatewayRoutes } from '../src/routes.ts';
import { settleStage } from '../src/stage.ts';
import { openUpstream } from '../src/upstream.ts';
import { createWaiters } from '../src/waiters.ts';
import { type StandInAnswer, startStandInPipeline } from './stand-in-pipeline.ts';

const log = createLog('test');

type Body = Record<string, unknown> & {
  error: { code: string; stage?: string; retryable: boolean; details?: Record<string, unknown> };
  choices: { message: { content: string } }[];
  rollcall: Record<string, unknown> & { rowId: string; grounding: { claims: { text: string }[] } };
  rowId: string;
};

type StreamChunk = {
  id: string;
  object: string;
  choices: { delta: { role?: string; content?: string }; finish_reason: string | null }[];
};

describe.each(testBackends())('the front door, with the queue on $name', (backend) => {
  let database: TestDatabase;
  let db: Database;
  let queue: Queue;
  let service: RunningService;
  let pipeline: Consumer;
  let ring: KeyRing;
  let stopSweeping: () => Promise<void>;
  let answer: () => StandInAnswer;
  /** What back-pressure says to the next request. */
  let refusal: Failure | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
    const at = backend.queue(database.url);
    const config = readConfig({
      DATABASE_URL: database.url,
      QUEUE_URL: at.url,
      ROLLCALL_VAULT_KEY: `k1:${randomBytes(32).toString('base64')}`,
      PORT: '0',
    });
    ring = parseKeyRing(config.ROLLCALL_VAULT_KEY);
    db = openDatabase({ url: database.url, service: 'test', max: 6 });
    queue = openQueue({ ...at, service: 'test', consumers: 2, log });
    const waiters = createWaiters(db, { most: 50, log });
    service = await startService({
      name: 'gateway',
      settings: config,
      log,
      db,
      queue,
      stages: [settleStage({ db, ring })],
      router: gatewayRoutes({
        db,
        queue,
        waiters,
        admission: { ...createAdmission({ queue, log }), refusal: () => refusal },
        upstreams: {
          retriever: openUpstream('retriever', { url: config.RETRIEVER_URL, token: undefined, log }),
          modelProxy: openUpstream('model-proxy', { url: config.MODEL_PROXY_URL, token: undefined, log }),
        },
        config,
      }),
      ownTrace: true,
      background: () => waiters.start(),
    });
    pipeline = await startStandInPipeline({ db, queue, ring }, () => answer());
    const rules = { ...sweepRules, graceMs: 200 };
    stopSweeping = keepSweeping({ db, queue, log, rules, intervalMs: 200 });
  });
  beforeEach(() => {
    answer = () => ({ outcome: { status: 'answered', answer: 'Paris [1].' } });
  });
  afterAll(async () => {
    await stopSweeping();
    await pipeline.drain(1000);
    await service.stop();
    await database.drop();
  });

  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(service.url + path, init);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const ask = (extra: object = {}, headers: Record<string, string> = {}) =>
    post('/v1/chat/completions', { messages: [{ role: 'user', content: 'Where?' }], ...extra }, headers);

  it('answers as OpenAI does, and names the row', async () => {
    const { status, body } = await ask();
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: 'chat.completion', rollcall: { outcome: 'answered' } });
    expect(body.choices[0]?.message.content).toBe('Paris [1].');
    const job = await call(`/v1/jobs/${body.rollcall.rowId}`);
    expect(job.body).toMatchObject({ status: 'answered', answer: 'Paris [1].' });
  });

  it('puts masked values back, and moves the offsets of claims with them', async () => {
    const text = 'It is <PERSON_1> of <EMAIL_ADDRESS_1>.';
    const found = { score: 1, supported: true, citations: [], reasons: [], unsupportedSpans: [] };
    answer = () => ({
      outcome: { status: 'answered', answer: text },
      entries: [
        { placeholder: '<PERSON_1>', type: 'PERSON', original: 'Anna Lindqvist' },
        { placeholder: '<EMAIL_ADDRESS_1>', type: 'EMAIL_ADDRESS', original: 'anna@example.com' },
      ],
      parts: {
        verdict: {
          supported: true,
          score: 1,
          verifier: 'test',
          degraded: false,
          claims: [{ ...found, text: '<EMAIL_ADDRESS_1>', start: 20, end: 37, kind: 'claim' }],
        },
      },
    });
    const { body } = await ask();
    expect(body.choices[0]?.message.content).toBe('It is Anna Lindqvist of anna@example.com.');
    expect(body.rollcall.grounding.claims[0]?.text).toBe('anna@example.com');
    expect(body.rollcall).toMatchObject({ redactions: { PERSON: 1, EMAIL_ADDRESS: 1 } });
  });

  it('answers a failed document with its code and status, never with an empty body', async () => {
    answer = () => ({
      outcome: {
        status: 'failed',
        hop: 'generate',
        failure: { code: 'model.empty_response', message: '', details: { afterMs: 3 } },
      },
    });
    const { status, body } = await ask();
    expect(status).toBe(502);
    expect(body.error).toMatchObject({ code: 'model.empty_response', stage: 'generate', retryable: true });
  });

  it('closes the row as failed in the same call when its masked values are gone', async () => {
    answer = () => ({
      outcome: { status: 'answered', answer: '<PERSON_1>' },
      entries: [{ placeholder: '<PERSON_1>', type: 'PERSON', original: 'Anna' }],
      loseVault: true,
    });
    const { status, body } = await ask();
    expect([status, body.error.code, body.error.stage]).toEqual([500, 'settle.vault_missing', 'settle']);
  });

  it('answers at the deadline although the document still waits', async () => {
    answer = () => {
      throw new Error('never gets there');
    };
    const { status, body } = await ask({ rollcall: { deadlineMs: 300 } });
    expect([status, body.error.code]).toEqual([504, 'deadline.exceeded']);
    expect(body.error.details?.hop).toBe('retrieve');
  });

  it.each([
    ['a field that cannot be honoured', { tools: [] }, 'request.unsupported_field', { field: 'tools' }],
    [
      'options of a stream that is none',
      { stream_options: {} },
      'request.invalid',
      { fields: ['stream_options'] },
    ],
    ['a value out of range', { temperature: 3 }, 'request.invalid', { fields: ['temperature'] }],
  ])('refuses %s by name', async (_what, extra, code, details) => {
    const { status, body } = await ask(extra);
    expect([status, body.error.code]).toEqual([400, code]);
    expect(body.error.details).toMatchObject(details);
  });

  /** The data of an answer's events. */
  const stream = async (extra: object = {}, headers: Record<string, string> = {}) => {
    const response = await fetch(`${service.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Where?' }], stream: true, ...extra }),
    });
    const text = await response.text();
    expect(text).toMatch(/^(?:data: [^\n]+\n\n)+$/);
    const data = text
      .split('\n\n')
      .slice(0, -1)
      .map((event) => event.slice('data: '.length));
    expect(data.at(-1)).toBe('[DONE]');
    return { response, chunks: data.slice(0, -1).map((event) => JSON.parse(event) as StreamChunk) };
  };

  it('streams a finished answer as OpenAI does, with the values put back', async () => {
    const original = 'Ånna 😀 Lindqvist';
    const said = `It is <PERSON_1>, ${'as the letter says, '.repeat(20)}😀.`;
    answer = () => ({
      outcome: { status: 'answered', answer: said },
      entries: [{ placeholder: '<PERSON_1>', type: 'PERSON', original }],
    });
    const { response, chunks } = await stream({ stream_options: { include_usage: true } });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(
      said.replace('<PERSON_1>', original),
    );
    expect(chunks.length).toBeGreaterThan(6);
    expect(new Set(chunks.map(({ id, object }) => `${id} ${object}`)).size).toBe(1);
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    expect(chunks.at(-2)).toMatchObject({
      choices: [{ delta: {}, finish_reason: 'stop' }],
      rollcall: { outcome: 'answered', redactions: { PERSON: 1 } },
    });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 0 } });
    const plain = await stream();
    expect(plain.chunks.every((chunk) => !('usage' in chunk))).toBe(true);
  });

  it('answers a failed document with its status, also where a stream was asked for', async () => {
    answer = () => ({
      outcome: { status: 'failed', hop: 'generate', failure: { code: 'model.empty_response', message: '' } },
    });
    const { status, body } = await ask({ stream: true });
    expect([status, body.error.code]).toEqual([502, 'model.empty_response']);
  });

  it('gives the same row whole and in pieces under one Idempotency-Key, and no job in pieces', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const whole = await ask({}, headers);
    const { chunks } = await stream({}, headers);
    expect(chunks[0]?.id).toBe(whole.body.id);
    const job = await post('/v1/jobs', { messages: [{ role: 'user', content: 'x' }], stream: true });
    expect([job.status, job.body.error.details?.field]).toEqual([400, 'stream']);
  });

  it('keeps the name of a conversation on the row, where the redactor reads it', async () => {
    const { body } = await ask({ rollcall: { conversation: 'talk 7' } });
    const { rows } = await db.query<{ scope: unknown }>({
      name: 'test.scope',
      text: `SELECT request -> 'scope' AS scope FROM rollcall.rows WHERE id = $1`,
      values: [body.rollcall.rowId],
    });
    expect(rows).toEqual([{ scope: { kind: 'conversation', id: 'talk 7' } }]);
  });

  it('says which version of the collection’s policy masked the document', async () => {
    const masked = { question: '', messages: [], passages: [], redactions: {}, policyVersion: 3 };
    answer = () => ({ outcome: { status: 'answered', answer: 'x' }, parts: { masked } });
    expect((await ask()).body.rollcall.redactionPolicy).toBe(3);
  });

  it.each([
    ['policy', { entities: ['URL'] }],
    ['redaction', 'off'],
    ['scope', 'document'],
  ])('has no field %s by which a request could weaken the masking', async (field, value) => {
    const { status, body } = await ask({ rollcall: { [field]: value } });
    expect([status, body.error.code]).toEqual([400, 'request.invalid']);
  });

  it('refuses a collection that is not there', async () => {
    expect((await ask({ rollcall: { collection: 'none' } })).body.error.code).toBe('collection.not_found');
  });

  it('takes a job, and the same Idempotency-Key names the same row', async () => {
    const request = { messages: [{ role: 'user', content: 'Later' }] };
    const headers = { 'idempotency-key': randomUUID() };
    const first = await post('/v1/jobs', request, headers);
    expect(first.status).toBe(202);
    const second = await post('/v1/jobs', request, headers);
    expect(second.body.rowId).toBe(first.body.rowId);
    const other = await post('/v1/jobs', { messages: [{ role: 'user', content: 'Else' }] }, headers);
    expect([other.status, other.body.error.code]).toEqual([409, 'request.idempotency_conflict']);
  });

  it('refuses a request that the queue is too deep for, and never one that it knows already', async () => {
    const request = { messages: [{ role: 'user', content: 'Again' }] };
    const headers = { 'idempotency-key': randomUUID() };
    const first = await post('/v1/jobs', request, headers);
    refusal = new Failure('service.overloaded', { details: { retryAfterSeconds: 9 } });
    const again = await post('/v1/jobs', request, headers);
    const answered = await post('/v1/chat/completions', request, headers);
    const refused = [await post('/v1/jobs', request), await ask({}, { 'idempotency-key': randomUUID() })];
    refusal = undefined;
    expect([again.status, again.body.rowId]).toEqual([202, first.body.rowId]);
    expect([answered.status, answered.body.rollcall.rowId]).toEqual([200, first.body.rowId]);
    for (const { status, headers: said, body } of refused) {
      expect([status, said.get('retry-after'), body.error.code]).toEqual([429, '9', 'service.overloaded']);
    }
  });

  it('wakes both callers who wait for the same row', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const both = await Promise.all([ask({}, headers), ask({}, headers)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0]?.body.rollcall.rowId).toBe(both[1]?.body.rollcall.rowId);
  });

  it('answers forty callers at once with one row each', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => ask().then(({ body }) => body.rollcall.rowId)),
    );
    expect(new Set(answers).size).toBe(40);
  }, 60_000);

  it('shows a tenant its own rows only', async () => {
    const { key } = await createKey(db, { tenant: 'other', name: 'test', scopes: ['ask'] });
    const mine = await ask();
    const theirs = { headers: { authorization: `Bearer ${key}` } };
    const seen = await call(`/v1/jobs/${mine.body.rollcall.rowId}`, theirs);
    expect([seen.status, seen.body.error.code]).toEqual([404, 'row.not_found']);
    expect((await call('/v1/runs', theirs)).body.error.code).toBe('access.scope');
  });

  it('shows stored passages to keys for documents only', async () => {
    const { key } = await createKey(db, { tenant: 'other', name: 'test', scopes: ['ask', 'runs'] });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const refused = await call('/v1/retrieve', { method: 'POST', headers, body: '{"query":"deposit"}' });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'access.scope']);
  });

  it('refuses a revoked key, and ignores the keys of OpenAI clients on loopback', async () => {
    const { key, id } = await createKey(db, { tenant: 'other', name: 'test', scopes: ['ask'] });
    await revokeKey(db, id);
    const refused = await ask({}, { authorization: `Bearer ${key}` });
    expect([refused.status, refused.body.error.code]).toEqual([401, 'access.key_invalid']);
    expect((await ask({}, { authorization: 'Bearer sk-anything' })).status).toBe(200);
  });
});
