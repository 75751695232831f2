import { randomUUID } from 'node:crypto';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answered, failed, givenRow, givenRun, newTrace } from './fixtures.ts';
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
    const id = await givenRow(site.db, { runId, documentId: 'a', closing: answered, traceId: newTrace() });
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
    expect(html).toContain('1 left out of the prompt');
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
    const traceId = newTrace();
    const id = await givenRow(site.db, { traceId });
    for (const asked of [id, traceId, ` ${traceId.toUpperCase()} `]) {
      const response = await fetch(`${site.url}/find?id=${encodeURIComponent(asked)}`, {
        redirect: 'manual',
      });
      expect([response.status, response.headers.get('location')]).toEqual([303, `/rows/${id}`]);
    }
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
