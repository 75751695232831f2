import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { openDatabase } from '@rollcall/postgres';
import { createLog, flushTelemetry, startTelemetry, stopTelemetry, withSpan } from '@rollcall/telemetry';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase, until } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openForwarder } from '../src/ingest/forward.ts';
import { exportRequest, hopSpan, otlpSpan } from './fixtures.ts';
import { type RunningConsole, startConsole } from './running-console.ts';

const token = 'a-service-token-of-24-ch';

let database: TestDatabase;
let open: RunningConsole;
let guarded: RunningConsole;

beforeAll(async () => {
  database = await createTestDatabase();
  open = await startConsole({ databaseUrl: database.url });
  guarded = await startConsole({ databaseUrl: database.url, token });
});
afterEach(() => assertNothingBorrowed(open.db));
afterAll(async () => {
  await open.stop();
  await guarded.stop();
  await database.drop();
});

const post = (
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

const send = (url: string, request: object, headers: Record<string, string> = {}): Promise<Response> =>
  post(url, JSON.stringify(request), headers);

const traceOf = (digit: string): string => digit.repeat(32);

const storedSpans = async (trace: string) => {
  const { rows } = await open.db.query({
    name: '',
    text: `SELECT span_id, parent_id, name, service, kind, status, attributes, links,
             end_ns - start_ns AS took FROM rollcall.spans WHERE trace_id = $1 ORDER BY start_ns, parent_id NULLS FIRST`,
    values: [trace],
  });
  return rows;
};

describe('spans over OTLP', () => {
  it('are stored and confirmed', async () => {
    const trace = traceOf('1');
    const response = await send(
      open.url,
      exportRequest('redactor', [
        hopSpan('redact', { trace, id: 'a', wait: 12, took: 7 }),
        otlpSpan({ trace, id: 'b', parent: 'a', name: 'vault.put', kind: 3, start: 2, error: true }),
      ]),
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ partialSuccess: {} });
    expect(await storedSpans(trace)).toEqual([
      expect.objectContaining({
        name: 'redact',
        service: 'redactor',
        kind: 5,
        took: '7000000',
        links: null,
        attributes: { 'rollcall.hop': 'redact', 'rollcall.row.epoch': 1, 'rollcall.queue_wait_ms': 12 },
      }),
      expect.objectContaining({ name: 'vault.put', parent_id: 'aaaaaaaaaaaaaaaa', status: 2 }),
    ]);
  });

  it('may come compressed', async () => {
    const trace = traceOf('2');
    const body = gzipSync(JSON.stringify(exportRequest('x', [otlpSpan({ trace, id: 'a' })])));
    const response = await post(open.url, new Uint8Array(body), { 'content-encoding': 'gzip' });
    expect(response.status).toBe(200);
    expect(await storedSpans(trace)).toHaveLength(1);
  });

  it('are stored once when the exporter sends them again, or twice in one request', async () => {
    const trace = traceOf('3');
    const span = otlpSpan({ trace, id: 'a' });
    expect((await send(open.url, exportRequest('x', [span, span]))).status).toBe(200);
    expect((await send(open.url, exportRequest('x', [span]))).status).toBe(200);
    expect(await storedSpans(trace)).toHaveLength(1);
  });

  it('are stored but for those without the form of a span, which are counted', async () => {
    const trace = traceOf('4');
    const spans = [otlpSpan({ trace, id: 'a', name: 'n\0ul \ud800' }), { traceId: 'no' }];
    const response = await send(open.url, exportRequest('x', spans));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: expect.any(String) },
    });
    expect(await storedSpans(trace)).toEqual([expect.objectContaining({ name: 'nul \ufffd' })]);
  });

  it('may be none', async () => {
    expect(await (await send(open.url, {})).json()).toEqual({ partialSuccess: {} });
  });

  it('arrive from the exporter that the services use', async () => {
    startTelemetry({
      OTEL_SERVICE_NAME: 'grounder',
      ROLLCALL_TRACES_URL: `${guarded.url}/v1/traces`,
      ROLLCALL_SERVICE_TOKEN: token,
      ROLLCALL_SPAN_BUFFER: 100,
      ROLLCALL_LOG_LEVEL: 'info',
    });
    let trace = '';
    await withSpan('verify', { kind: 'consumer', attributes: { 'rollcall.hop': 'verify' } }, async (span) => {
      trace = span.spanContext().traceId;
      await withSpan('inner', { attributes: { 'url.full': 'http://x/ada' } }, () => undefined);
    });
    await flushTelemetry();
    await stopTelemetry();
    expect(await storedSpans(trace)).toEqual([
      expect.objectContaining({
        name: 'verify',
        service: 'grounder',
        kind: 5,
        attributes: { 'rollcall.hop': 'verify' },
      }),
      expect.objectContaining({ name: 'inner', kind: 1, attributes: {} }),
    ]);
  });
});

describe('what is no proper export', () => {
  const refused = async (response: Response, status: number, code: string) => {
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  };

  it('is refused without the service token where there is one', async () => {
    const request = exportRequest('x', [otlpSpan({ trace: traceOf('5'), id: 'a' })]);
    await refused(await send(guarded.url, request), 401, 'access.service_token');
    await refused(
      await send(guarded.url, request, { authorization: 'Bearer wrong-token-of-24-chars' }),
      401,
      'access.service_token',
    );
    expect((await send(guarded.url, request, { authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it('is refused in protobuf, naming the type that is read', async () => {
    const response = await post(open.url, 'x', { 'content-type': 'application/x-protobuf' });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({
      error: { code: 'request.media_type', details: { expected: 'application/json' } },
    });
  });

  it('is refused over 8 MB, unpacked', async () => {
    const large = JSON.stringify({ pad: 'x'.repeat(9_000_000) });
    await refused(await post(open.url, large), 413, 'request.too_large');
    const packed = new Uint8Array(gzipSync(large));
    await refused(await post(open.url, packed, { 'content-encoding': 'gzip' }), 413, 'request.too_large');
  });

  it('is refused where it is no JSON', async () => {
    await refused(await post(open.url, '{"resource'), 400, 'request.not_json');
  });
});

describe('while Postgres is away', () => {
  it('an exporter is told to come back', async () => {
    const away = openDatabase({ url: 'postgres://nobody@127.0.0.1:9/none', service: 'test', max: 1 });
    const cut = await startConsole({ databaseUrl: database.url, spansDatabase: away });
    const response = await send(cut.url, exportRequest('x', [otlpSpan({ id: 'a' })]));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ error: { code: 'postgres.unavailable', retryable: true } });
    await cut.stop();
    await away.close();
  });
});

describe('while Postgres is slow', () => {
  it('takes as many requests at once as memory allows and tells the next one to wait', async () => {
    const written = Promise.withResolvers<{ rows: never[]; count: number }>();
    const slow = await startConsole({
      databaseUrl: database.url,
      spansDatabase: { query: () => written.promise },
    });
    const request = exportRequest('x', [otlpSpan({ id: 'a' })]);
    const all = Array.from({ length: 33 }, () => send(slow.url, request));
    const first = await Promise.race(all);
    expect(first.status).toBe(429);
    expect(first.headers.get('retry-after')).toBe('1');
    expect(await first.json()).toMatchObject({ error: { code: 'service.overloaded' } });
    written.resolve({ rows: [], count: 0 });
    const statuses = (await Promise.all(all)).map((response) => response.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(32);
    await slow.stop();
  });
});

describe('forwarding', () => {
  const bodies: string[] = [];
  let answer = 200;
  let collector: Server;
  let url: string;

  beforeAll(async () => {
    collector = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(answer).end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`;
  });
  afterAll(() => new Promise((resolve) => collector.close(resolve)));

  it('passes received requests on as they came', async () => {
    const forwarder = openForwarder({ url, log: createLog('test') });
    const forwarding = await startConsole({ databaseUrl: database.url, forwarder });
    const request = exportRequest('x', [otlpSpan({ trace: traceOf('6'), id: 'a' })]);
    expect((await send(forwarding.url, request)).status).toBe(200);
    await until('the copy has arrived', () => forwarder.counts().sent === 1);
    expect(bodies).toEqual([JSON.stringify(request)]);
    await forwarding.stop();
    await forwarder.stop(1000);
  });

  it('drops and counts what a collector refuses, what it cannot reach and what does not fit', async () => {
    answer = 500;
    const refused = openForwarder({ url, log: createLog('test') });
    refused.forward(Buffer.from('{}'));
    await until('the refusal is counted', () => refused.counts().dropped === 1);

    const away = openForwarder({ url: 'http://127.0.0.1:9/v1/traces', log: createLog('test'), maxBytes: 10 });
    away.forward(Buffer.alloc(6));
    away.forward(Buffer.alloc(6));
    expect(away.counts().dropped).toBe(1);
    await until('the lost copy is counted', () => away.counts().dropped === 2);
    expect(away.counts().sent).toBe(0);
  });

  it('stops within its deadline while a collector does not answer', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const forwarder = openForwarder({ url: `http://127.0.0.1:${port}/`, log: createLog('test') });
    forwarder.forward(Buffer.from('{}'));
    const started = performance.now();
    await forwarder.stop(100);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(forwarder.counts()).toEqual({ sent: 0, dropped: 1 });
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });
});
