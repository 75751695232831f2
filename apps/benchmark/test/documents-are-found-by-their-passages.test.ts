import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { findDocuments } from '../src/evaluation/find-documents.ts';

let server: Server | undefined;
afterEach(() => server?.close());

type Asked = { url: string | undefined; authorization: string | undefined; body: { k: number } };

/** A gateway that ranks passages of these documents; returns its address, and what it was asked. */
const gatewayWith = async (
  ranked: string[],
  status = 200,
): Promise<{ gatewayUrl: string; asked: Asked[] }> => {
  const asked: Asked[] = [];
  const started = createServer(async (request, response) => {
    const body = (await json(request)) as { k: number };
    asked.push({ url: request.url, authorization: request.headers.authorization, body });
    const passages = ranked.slice(0, body.k).map((documentId) => ({ documentId, text: '', score: 1 }));
    const error = { code: 'collection.not_found', message: 'm', retryable: false };
    response.writeHead(status).end(JSON.stringify(status === 200 ? { passages } : { error }));
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return { gatewayUrl: `http://127.0.0.1:${(started.address() as AddressInfo).port}`, asked };
};

const search = { collection: 'c', query: 'words', k: 3 };

describe('documents', () => {
  it('are ranked by their best passages, in one request where that is enough', async () => {
    const { gatewayUrl, asked } = await gatewayWith(['b', 'a', 'c', 'd']);
    const { documents, latencyMs } = await findDocuments({ gatewayUrl, key: 'rc_k' }, search);
    expect(documents).toEqual(['b', 'a', 'c']);
    expect(latencyMs).toBeGreaterThan(0);
    expect(asked).toEqual([{ url: '/v1/retrieve', authorization: 'Bearer rc_k', body: search }]);
  });

  it('are asked for again while others take their places', async () => {
    const { gatewayUrl, asked } = await gatewayWith([...Array(9).fill('a'), 'b', 'a', 'c', 'd']);
    const { documents } = await findDocuments({ gatewayUrl, key: undefined }, search);
    expect(documents).toEqual(['a', 'b', 'c']);
    expect(asked.map(({ body }) => body.k)).toEqual([3, 9, 27]);
  });

  it('are as many as there are', async () => {
    const few = await gatewayWith(['a', 'a', 'b', 'a']);
    expect((await findDocuments({ ...few, key: undefined }, search)).documents).toEqual(['a', 'b']);
    expect(few.asked.map(({ body }) => body.k)).toEqual([3, 9]);
    server?.close();
    const one = await gatewayWith(Array(500).fill('a'));
    expect((await findDocuments({ ...one, key: undefined }, search)).documents).toEqual(['a']);
    expect(one.asked.map(({ body }) => body.k)).toEqual([3, 9, 27, 81, 100]);
  });

  it('are not found by a gateway that refuses', async () => {
    const { gatewayUrl } = await gatewayWith([], 404);
    await expect(findDocuments({ gatewayUrl, key: undefined }, search)).rejects.toMatchObject({
      code: 'collection.not_found',
    });
  });
});
