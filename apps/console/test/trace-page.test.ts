import { close, reopen } from '@rollcall/ledger';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  answered,
  exportRequest,
  failed,
  givenRow,
  hopSpan,
  newTrace,
  otlpSpan,
  timings,
} from './fixtures.ts';
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

const get = (path: string): Promise<Response> =>
  fetch(`${site.url}${path}`, { headers: { accept: 'text/html' } });
/** A page's markup with its line breaks taken out. */
const page = async (path: string): Promise<string> =>
  (await (await get(path)).text()).replaceAll(/\s+/g, ' ');
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
const json = async (path: string): Promise<any> => (await get(path)).json();

/** Spans as a service sends them. */
const sendSpans = (service: string, spans: object[]): Promise<Response> =>
  fetch(`${site.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(exportRequest(service, spans)),
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
    const traceId = newTrace();
    const id = await givenRow(site.db, { traceId, closing: answered });
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
    const traceId = newTrace();
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
    const id = await givenRow(site.db, { traceId: newTrace(), closing: answered });
    expect((await json(`/api/rows/${id}/trace`)).complete).toBe(false);
    expect(await page(`/rows/${id}`)).toContain('No span of it is here');
  });

  it('marks failed spans with their code', async () => {
    const traceId = newTrace();
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
    const traceId = newTrace();
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
