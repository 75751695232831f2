import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { type FailedDocument, type SendOptions, sendDocuments } from '../src/ingest/send-documents.ts';
import type { Sourced } from '../src/ingest/source.ts';
import { ingestDocuments } from '../src/run/ingest-documents.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void | Promise<void>;

/** A gateway that answers as it is told; returns its address. */
const gateway = async (answer: Answer): Promise<string> => {
  const started = createServer(async (request, response) => answer(request, response, await text(request)));
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
};

const idsOf = (body: string): string[] => body.split('\n').map((line) => JSON.parse(line).id);

const cleaned = { documents: 0, nul: 0, surrogates: 0, control: 0 };
const stored = (body: string, extra: object = {}): string =>
  JSON.stringify({ documents: idsOf(body).length, passages: 2, unchanged: 0, cleaned, failed: [], ...extra });

const refused = (code: string, retryable: boolean): string =>
  JSON.stringify({ error: { code, message: 'm', retryable, traceId: null } });

const documents = Array.from({ length: 1250 }, (_, index) => ({ id: `d${index}`, text: 'One.\nTwo.' }));

async function* source(values: (string | { id: string; text: string })[]): AsyncGenerator<Sourced> {
  for (const [index, value] of values.entries()) {
    const document = typeof value === 'string' ? { id: value, text: 'text' } : value;
    yield { place: { file: 'file', line: index + 1 }, document };
  }
}

const send = (gatewayUrl: string, from: AsyncIterable<Sourced>, options: SendOptions = {}) =>
  sendDocuments(
    { gatewayUrl, key: undefined, collection: 'c' },
    { documents: from, meter: { read: 7 } },
    options,
  );

describe('documents', () => {
  it('are sent as NDJSON, five hundred at once, and their totals added up', async () => {
    const batches: string[][] = [];
    const seen: (string | undefined)[] = [];
    const gatewayUrl = await gateway((request, response, body) => {
      seen.push(request.url, request.headers.authorization, request.headers['content-type']);
      batches.push(idsOf(body));
      const failed = {
        position: 3,
        id: null,
        code: 'document.invalid',
        message: 'm',
        details: { fields: ['text'] },
      };
      const extra = {
        unchanged: 1,
        cleaned: { documents: 1, nul: 2, surrogates: 3, control: 4 },
        failed: [failed],
      };
      response.end(stored(body, extra));
    });
    const progress: number[] = [];
    const totals = await ingestDocuments({ gatewayUrl, key: 'rc_k', collection: 'a b' }, documents, {
      onProgress: (done) => progress.push(done),
    });
    expect(batches.map((batch) => batch.length).sort()).toEqual([250, 500, 500]);
    expect(new Set(batches.flat())).toEqual(new Set(documents.map(({ id }) => id)));
    expect(seen.slice(0, 3)).toEqual(['/v1/documents?collection=a+b', 'Bearer rc_k', 'application/x-ndjson']);
    expect(progress[0]).toBe(0);
    expect(progress.at(-1)).toBe(1256);
    expect(totals).toMatchObject({
      documents: 1250,
      passages: 6,
      unchanged: 3,
      cleaned: { documents: 3, nul: 6, surrogates: 9, control: 12 },
    });
    // A retriever that cannot read an id answers none; the sender knows what it sent.
    expect(totals.failed.map(({ id, place }) => [id, place.line]).sort()).toEqual([
      ['d1002', 1003],
      ['d2', 3],
      ['d502', 503],
    ]);
  });

  it('are under way in a few requests at the most, and read no further', async () => {
    let [underWay, mostUnderWay, read, taken, mostAhead] = [0, 0, 0, 0, 0];
    const gatewayUrl = await gateway(async (_request, response, body) => {
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await new Promise((resolve) => setTimeout(resolve, 30));
      mostAhead = Math.max(mostAhead, read - taken);
      underWay -= 1;
      taken += idsOf(body).length;
      response.end(stored(body));
    });
    async function* counted(): AsyncGenerator<Sourced> {
      for (; read < 5000; read += 1) yield { place: { file: 'f' }, document: { id: `d${read}`, text: 'x' } };
    }
    expect(await send(gatewayUrl, counted(), { atOnce: 2 })).toMatchObject({ documents: 5000 });
    expect(mostUnderWay).toBe(2);
    // Two batches under way, and one that waits for its turn.
    expect(mostAhead).toBeLessThanOrEqual(3 * 500);
  });

  it('of one id arrive in the order of the source', async () => {
    const arrived: string[] = [];
    const gatewayUrl = await gateway(async (_request, response, body) => {
      const twice = body.split('\n').find((line) => line.includes('"twice"'));
      if (twice !== undefined) {
        // The later one would overtake the earlier one if it could.
        if (arrived.length === 0) await new Promise((resolve) => setTimeout(resolve, 200));
        arrived.push(JSON.parse(twice).text);
      }
      response.end(stored(body));
    });
    const others = (from: number) => Array.from({ length: 499 }, (_, index) => `d${from + index}`);
    const values = [
      { id: 'twice', text: 'first' },
      ...others(0),
      { id: 'twice', text: 'second' },
      ...others(1000),
      { id: 'twice', text: 'third' },
    ];
    await send(gatewayUrl, source(values));
    expect(arrived).toEqual(['first', 'second', 'third']);
  });

  it('are sent again where that may help, and no sooner than the gateway says', async () => {
    const times: number[] = [];
    let waits = 0;
    const gatewayUrl = await gateway((request, response, body) => {
      times.push(performance.now());
      if (times.length === 1) request.socket.destroy();
      else if (times.length === 2) response.writeHead(502).end('<html>');
      else if (times.length === 3)
        response.writeHead(503, { 'retry-after': '1' }).end(refused('postgres.unavailable', true));
      else response.end(stored(body));
    });
    const onProgress = ({ waiting }: { waiting: boolean }): void => {
      if (waiting) waits += 1;
    };
    expect(await send(gatewayUrl, source(['a']), { onProgress })).toMatchObject({ documents: 1, failed: 0 });
    expect(times).toHaveLength(4);
    expect((times[3] ?? 0) - (times[2] ?? 0)).toBeGreaterThanOrEqual(990);
    expect(waits).toBe(3);
  });

  it('that are too large for the gateway together are sent in parts', async () => {
    const gatewayUrl = await gateway((_request, response, body) => {
      const ids = idsOf(body);
      const tooLarge = ids.length > 10 || ids.includes('d7');
      if (tooLarge) response.writeHead(413).end(refused('request.too_large', false));
      else response.end(stored(body));
    });
    const failed: FailedDocument[] = [];
    const totals = await send(gatewayUrl, source(documents.slice(0, 50)), {
      onFailed: (each) => failed.push(each),
    });
    expect(totals).toMatchObject({ documents: 49, failed: 1 });
    expect(failed).toMatchObject([
      { id: 'd7', code: 'document.too_large', place: { file: 'file', line: 8 } },
    ]);
  });

  it('are sent no further when the command is interrupted', async () => {
    const stop = new AbortController();
    const gatewayUrl = await gateway((_request, response, body) => {
      stop.abort();
      response.end(stored(body));
    });
    const totals = await send(gatewayUrl, source(documents), { signal: stop.signal, atOnce: 1 });
    expect(totals.documents).toBe(500);
  });

  it.each([
    ['refuses', 403, refused('access.scope', false), 'access.scope'],
    ['answers with an empty body', 200, '', undefined],
    ['answers with a page', 200, '<html>', undefined],
  ])('are not taken for sent where the gateway %s', async (_what, status, body, code) => {
    const gatewayUrl = await gateway((_request, response) => void response.writeHead(status).end(body));
    await expect(send(gatewayUrl, source(['a']))).rejects.toMatchObject({
      code: 'ingest.refused',
      details: { status, ...(code && { code }) },
    });
  });

  it('that nobody takes fail by code when the patience is over', async () => {
    let tries = 0;
    const gatewayUrl = await gateway((request) => {
      tries += 1;
      request.socket.destroy();
    });
    await expect(send(gatewayUrl, source(['a']), { patienceMs: 1500 })).rejects.toMatchObject({
      code: 'service.unavailable',
      details: { service: 'gateway' },
    });
    expect(tries).toBeGreaterThan(1);
  });
});
