import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { ingestDocuments } from '../src/run/ingest-documents.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

/** A gateway that answers as it is told; returns its address. */
const gateway = async (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> => {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
};

const documents = Array.from({ length: 250 }, (_, index) => ({ id: `d${index}`, text: 'One.\nTwo.' }));

describe('documents', () => {
  it('are sent as NDJSON, a hundred at once, and their totals added up', async () => {
    const batches: string[][] = [];
    const seen: (string | undefined)[] = [];
    const gatewayUrl = await gateway(async (request, response) => {
      seen.push(request.url, request.headers.authorization, request.headers['content-type']);
      const lines = (await text(request)).split('\n');
      batches.push(lines.map((line) => JSON.parse(line).id));
      const failed = [{ id: lines.length === 50 ? 'd200' : null, code: 'document.invalid', message: 'm' }];
      response.end(JSON.stringify({ documents: lines.length, passages: 2, unchanged: 1, failed }));
    });
    const progress: number[] = [];
    const totals = await ingestDocuments({ gatewayUrl, key: 'rc_k', collection: 'a b' }, documents, {
      onProgress: (done) => progress.push(done),
    });
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(batches.flat()).toEqual(documents.map(({ id }) => id));
    expect(seen.slice(0, 3)).toEqual(['/v1/documents?collection=a+b', 'Bearer rc_k', 'application/x-ndjson']);
    expect(progress).toEqual([0, 100, 200, 250]);
    expect(totals).toMatchObject({ documents: 250, passages: 6, unchanged: 3 });
    expect(totals.failed.map(({ id }) => id)).toEqual([null, null, 'd200']);
  });

  it('are sent no further when the command is interrupted', async () => {
    const stop = new AbortController();
    const gatewayUrl = await gateway((_request, response) => {
      stop.abort();
      response.end(JSON.stringify({ documents: 100, passages: 1, unchanged: 0, failed: [] }));
    });
    const target = { gatewayUrl, key: undefined, collection: 'c' };
    const totals = await ingestDocuments(target, documents, { signal: stop.signal });
    expect(totals.documents).toBe(100);
  });

  it.each([
    ['refuses', 403, '{"error":{}}'],
    ['answers with an empty body', 200, ''],
    ['answers with a page', 200, '<html>'],
  ])('are not taken for sent where the gateway %s', async (_what, status, body) => {
    const gatewayUrl = await gateway((_request, response) => response.writeHead(status).end(body));
    const sent = ingestDocuments({ gatewayUrl, key: undefined, collection: 'c' }, documents);
    await expect(sent).rejects.toMatchObject({ code: 'ingest.refused', details: { status } });
  });

  it('that nobody takes fail by code', async () => {
    const gatewayUrl = await gateway((request) => request.socket.destroy());
    const sent = ingestDocuments({ gatewayUrl, key: undefined, collection: 'c' }, documents);
    await expect(sent).rejects.toMatchObject({
      code: 'service.unavailable',
      details: { service: 'gateway' },
    });
  });
});
