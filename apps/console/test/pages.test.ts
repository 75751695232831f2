import { randomUUID } from 'node:crypto';
import { close, reopen } from '@rollcall/ledger';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exportRequest, type GivenRow, givenRow, givenRun, hopSpan, otlpSpan } from './fixtures.ts';
import { type RunningConsole, startConsole } from './running-console.ts';

let database: TestDatabase;
let site: RunningConsole;

beforeAll(async () => {
  database = await createTestDatabase();
  site = await startConsole({ databaseUrl: database.url });
});
afterEach(() => assertNothingBorrowed(site.db));
afterAll(async () => {
  await site.stop();
  await database.drop();
});

const get = (path: string, accept = 'text/html'): Promise<Response> =>
  fetch(`${site.url}${path}`, { headers: { accept } });
/** A page's markup with its line breaks taken out. */
const page = async (path: string): Promise<string> =>
  (await (await get(path)).text()).replaceAll(/\s+/g, ' ');
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
const json = async (path: string): Promise<any> => (await get(path)).json();

const timing = (queueMs: number, workMs: number, attempts = 1) => ({ queueMs, workMs, attempts });
const timings = { retrieve: timing(120, 34), redact: timing(8, 21), ground: timing(5, 12) };
const failed = (code: 'model.timeout' | 'model.access'): GivenRow['closing'] => ({
  status: 'failed',
  failure: { code, message: 'fixed text', hop: 'generate', details: { upstreamStatus: 500 } },
  timings,
});
const answer = 'Ada met him in 1833. They had tea.';
const verdict = {
  supported: false,
  score: 0.5,
  verifier: 'lexical',
  degraded: false,
  claims: ['Ada met him in 1833.', 'They had tea.'].map((text, index) => ({
    text,
    start: answer.indexOf(text),
    end: answer.indexOf(text) + text.length,
    kind: 'claim' as const,
    score: index === 0 ? 0.9 : 0.1,
    supported: index === 0,
    citations: index === 0 ? [{ passageId: 'p2', start: 0, end: 4 }] : [],
    reasons: index === 0 ? [] : [{ code: 'no_source' }],
    unsupportedSpans: [],
  })),
};
const answered: GivenRow['closing'] = {
  status: 'answered',
  answer,
  timings,
  verdict,
  redactions: { PERSON: 2, EMAIL: 1, PHONE: 0 },
  prompt: {
    messages: [{ role: 'user', content: 'Sources: [1] <PERSON_1> & tea. When did <PERSON_1> meet him?' }],
    sources: ['p1', 'p2'],
  },
  evidence: { sufficient: true, score: 0.91, best: [], missing: [] },
  modelCalls: 1,
};
const trace = (): string => randomUUID().replaceAll('-', '');
const sendSpans = (service: string, spans: object[]): Promise<Response> =>
  fetch(`${site.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(exportRequest(service, spans)),
  });

describe('the list of runs', () => {
  it('counts against the documents that were called, not the rows that exist', async () => {
    const runId = await givenRun(site.db, { documents: 5, dataset: 'five', model: 'small' });
    await givenRow(site.db, { runId, documentId: 'a', closing: answered });
    await givenRow(site.db, { runId, documentId: 'b', closing: failed('model.access') });
    const { runs } = await json('/api/runs');
    const run = runs.find(({ id }: { id: string }) => id === runId);
    expect(run).toMatchObject({
      dataset: 'five',
      documents: 5,
      answered: 1,
      failed: 1,
      open: 3,
      closedAt: null,
    });
    const html = await page('/');
    expect(html).toContain(`href="/runs/${runId}?status=failed">1</a>`);
    expect(html).toContain('<rect class="open" x="40%" width="60%" height="10">');
    expect(html).toContain('<meta http-equiv="refresh" content="5">');
  });
});

describe('a run', () => {
  it('groups its failures by code, the most frequent first, with what helps', async () => {
    const runId = await givenRun(site.db, { documents: 3 });
    await givenRow(site.db, { runId, documentId: 'a', closing: failed('model.access') });
    await givenRow(site.db, { runId, documentId: 'b', closing: failed('model.timeout') });
    await givenRow(site.db, { runId, documentId: 'c', closing: failed('model.timeout') });
    const html = await page(`/runs/${runId}`);
    expect(html.indexOf('?code=model.timeout')).toBeLessThan(html.indexOf('?code=model.access'));
    expect(html).toContain('Allow more time, or fewer requests at once.');
    expect(html).not.toContain('http-equiv="refresh"');
  });

  it('shows its rows by status and by code', async () => {
    const runId = await givenRun(site.db, { documents: 4 });
    const id = await givenRow(site.db, { runId, documentId: 'a', closing: answered, traceId: trace() });
    await givenRow(site.db, { runId, documentId: 'b', closing: failed('model.timeout') });
    await givenRow(site.db, { runId, documentId: 'c', closing: failed('model.access') });
    await givenRow(site.db, { runId, documentId: 'd' });
    const names = async (query: string) =>
      (await json(`/api/runs/${runId}/rows${query}`)).rows.map(
        (row: { documentId: string }) => row.documentId,
      );
    expect(await names('')).toEqual(['a', 'b', 'c', 'd']);
    expect(await names('?status=failed')).toEqual(['b', 'c']);
    expect(await names('?status=open')).toEqual(['d']);
    expect(await names('?code=model.access')).toEqual(['c']);
    const { rows } = await json(`/api/runs/${runId}/rows`);
    expect(rows[0]).toMatchObject({
      id,
      status: 'answered',
      code: null,
      grounded: 0.5,
      redactions: 3,
      hop: 'settle',
    });
    expect(rows[1]).toMatchObject({ code: 'model.timeout', hop: 'generate', redactions: null });
    expect(rows[3]).toMatchObject({ status: 'open', durationMs: null });
    const html = await page(`/runs/${runId}?status=failed`);
    expect(html).toContain('model.timeout');
    expect(html).not.toContain(`/rows/${id}`);
  });

  it('comes in pages of a hundred that keep the filter', async () => {
    const runId = await givenRun(site.db, { documents: 101 });
    const documents = Array.from({ length: 101 }, (_, n) => String(n).padStart(3, '0'));
    await Promise.all(documents.map((documentId) => givenRow(site.db, { runId, documentId })));
    const second = await json(`/api/runs/${runId}/rows?status=open&page=2`);
    expect([second.total, second.page, second.pages, second.rows.length]).toEqual([101, 2, 2, 1]);
    expect(second.rows[0].documentId).toBe('100');
    expect((await json(`/api/runs/${runId}/rows?page=99`)).page).toBe(2);
    const html = await page(`/runs/${runId}?status=open&page=2`);
    expect(html).toContain(`href="/runs/${runId}?status=open&amp;page=1">Previous</a>`);
    expect(html).toContain('101 rows, page 2 of 2');
  });
});

describe('a row', () => {
  it('shows answer, claims with their sources, masked prompt and the time of each hop', async () => {
    const id = await givenRow(site.db, { closing: answered });
    const html = await page(`/rows/${id}`);
    expect(html).toContain('<mark class="supported">Ada met him in 1833.</mark>');
    expect(html).toContain('<mark class="unsupported">They had tea.</mark>');
    expect(html).toContain('<span class="tag" title="passage p2">[2]</span>');
    expect(html).toContain('[1] &lt;PERSON_1&gt; &amp; tea.');
    expect(html).toContain('PERSON 2');
    expect(html).not.toContain('PHONE');
    expect(html).toMatch(/<th scope="row">retrieve<\/th><td>retriever<\/td>.*waited 120 ms.*worked 34 ms/);
    expect(html).toContain('0.91, sufficient');
  });

  it('says why it failed and what helps', async () => {
    const id = await givenRow(site.db, { closing: failed('model.access') });
    const html = await page(`/rows/${id}`);
    expect(html).toContain('<code>model.access</code> at <b>generate</b>');
    expect(html).toContain('Check MODEL_API_KEY.');
    expect(html).toContain('<dt>upstreamStatus</dt><dd>500</dd>');
    expect(html).toContain('<b>No trace.</b>');
  });

  it('cannot be made to run what a document is called', async () => {
    const runId = await givenRun(site.db, { documents: 1, dataset: '<img src=x onerror=alert(1)>' });
    const documentId = `"><script>alert(1)</script>`;
    const id = await givenRow(site.db, {
      runId,
      documentId,
      closing: { status: 'answered', answer: '<script>alert(2)</script>' },
    });
    for (const path of ['/', `/runs/${runId}`, `/rows/${id}`]) {
      const html = await page(path);
      expect(html).not.toMatch(/<script|<img/);
      expect(html).toContain('&lt;');
    }
  });

  it('is found by its id and by its trace', async () => {
    const traceId = trace();
    const id = await givenRow(site.db, { traceId });
    for (const asked of [id, traceId, ` ${traceId.toUpperCase()} `]) {
      const response = await fetch(`${site.url}/find?id=${encodeURIComponent(asked)}`, {
        redirect: 'manual',
      });
      expect([response.status, response.headers.get('location')]).toEqual([303, `/rows/${id}`]);
    }
  });
});

describe('a trace', () => {
  const whole = (id: string) => [
    otlpSpan({ trace: id, id: 'a0', name: 'document', took: 2 }),
    hopSpan('retrieve', { trace: id, id: 'a1', parent: 'a0', start: 100, wait: 90, took: 30 }),
    otlpSpan({ trace: id, id: 'a2', parent: 'a1', name: 'ledger.advance', kind: 3, start: 105, took: 5 }),
    hopSpan('redact', { trace: id, id: 'a3', parent: 'a0', start: 150, took: 20 }),
    hopSpan('ground', { trace: id, id: 'a4', parent: 'a0', start: 180, took: 20 }),
    hopSpan('settle', { trace: id, id: 'a5', parent: 'a0', start: 220, took: 20 }),
  ];

  it('is drawn with its tree, and its waits apart from its work', async () => {
    const traceId = trace();
    const id = await givenRow(site.db, { traceId, closing: { ...answered, status: 'answered' } });
    await sendSpans('retriever', whole(traceId));
    expect(await json(`/api/rows/${id}/trace`)).toMatchObject({
      rowId: id,
      traceId,
      complete: true,
      missingHops: [],
      orphans: 0,
      total: 6,
      startedAt: '2026-09-21T14:13:20.000Z',
      spans: [
        { name: 'document', depth: 0, startMs: 0 },
        { name: 'retrieve', depth: 1, startMs: 100, durationMs: 30 },
        { name: 'ledger.advance', depth: 2, parentId: 'aaaaaaaaaaaaaaa1' },
        { name: 'redact' },
        { name: 'ground' },
        { name: 'settle' },
      ],
    });
    const html = await page(`/rows/${id}`);
    expect(html).toContain('<rect class="wait" x="4.167%" y="6" width="37.500%"');
    expect(html).toContain('waited in the queue for 90 ms');
    expect(html).toContain('<span class="in2"><span class="span">ledger.advance</span>');
    expect(html).not.toContain('Incomplete trace');
  });

  it('that lacks a hop or a parent says so', async () => {
    const traceId = trace();
    const id = await givenRow(site.db, { traceId, closing: answered });
    const [, retrieve, , , ground, settle] = whole(traceId);
    await sendSpans(
      'retriever',
      [retrieve, ground, settle].filter((span) => span !== undefined),
    );
    expect(await json(`/api/rows/${id}/trace`)).toMatchObject({
      complete: false,
      missingHops: ['redact'],
      orphans: 3,
    });
    const html = await page(`/rows/${id}`);
    expect(html).toContain('<b>Incomplete trace.</b> The row was worked on by <code>redact</code>');
    expect(html).toContain('3 spans below name a parent that has not arrived.');
    expect(html).toContain('they may still be on their way');
  });

  it('without any span is incomplete, not empty', async () => {
    const id = await givenRow(site.db, { traceId: trace(), closing: answered });
    expect((await json(`/api/rows/${id}/trace`)).complete).toBe(false);
    expect(await page(`/rows/${id}`)).toContain('No span of it is here');
  });

  it('marks failed spans with their code', async () => {
    const traceId = trace();
    const id = await givenRow(site.db, { traceId, closing: failed('model.timeout') });
    const attributes = { 'error.type': 'model.timeout' };
    await sendSpans('model-proxy', [
      hopSpan('generate', { trace: traceId, id: 'a', error: true, attributes }),
    ]);
    const html = await page(`/rows/${id}`);
    expect(html).toContain('<tr class="failed">');
    expect(html).toContain('<small class="tag bad">model.timeout</small>');
  });

  it('shows every epoch of a row that was opened again, and its earlier outcome', async () => {
    const traceId = trace();
    const id = await givenRow(site.db, { traceId, closing: failed('model.timeout') });
    await sendSpans('retriever', whole(traceId));
    await reopen(site.db, [{ rowId: id, epoch: 1 }], 'person');
    await close(site.db, { rowId: id, epoch: 2, status: 'answered', answer: 'Yes.', timings });
    const first = await json(`/api/rows/${id}/trace`);
    expect(first.missingHops).toEqual(['retrieve', 'redact', 'ground', 'settle']);
    const again = ['retrieve', 'redact', 'ground', 'settle'].map((hop, n) =>
      hopSpan(hop, {
        trace: traceId,
        id: `b${n}`,
        parent: 'a0',
        epoch: 2,
        start: 7_200_000 + n * 50,
        took: 40,
      }),
    );
    await sendSpans('retriever', again);
    expect((await json(`/api/rows/${id}/trace`)).complete).toBe(true);
    const html = await page(`/rows/${id}`);
    expect(html).toContain('epoch 1');
    expect(html).toContain('epoch 2');
    expect(html).toContain('without work</title>');
    expect(html).toContain('opened again by a person');
  });
});

describe('what is not there', () => {
  it('is a page for a browser and JSON for a program, with the same code', async () => {
    for (const [path, code] of [
      [`/rows/${randomUUID()}`, 'row.not_found'],
      ['/rows/not-a-uuid', 'row.not_found'],
      [`/runs/${randomUUID()}`, 'run.not_found'],
      ['/find?id=nothing', 'row.not_found'],
    ] as const) {
      const shown = await get(path);
      expect([shown.status, shown.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
      expect(await shown.text()).toContain(`<code>${code}</code>`);
      const told = await get(path, 'application/json');
      expect([told.status, await told.json()]).toEqual([404, { error: expect.objectContaining({ code }) }]);
    }
  });

  it('includes filters of the wrong form', async () => {
    const runId = await givenRun(site.db, { documents: 1 });
    const told = await get(`/api/runs/${runId}/rows?status=Ada&page=0`, 'application/json');
    expect(told.status).toBe(400);
    expect(await told.json()).toMatchObject({
      error: { code: 'request.invalid', details: { fields: ['page', 'status'] } },
    });
  });
});
