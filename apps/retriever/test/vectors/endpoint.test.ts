import { Failure } from '@rollcall/failures';
import { createLog } from '@rollcall/telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EndpointOptions, openEndpoint } from '../../src/vectors/endpoint.ts';
import {
  type Behaviour,
  type EmbeddingServer,
  embed,
  hang,
  refuse,
  send,
  startEmbeddingServer,
  usualDimensions,
} from './embedding-server.ts';

const secret = 'Jane Roe lives in Springfield';
const log = createLog('test', 'silent');

let server: EmbeddingServer;
beforeAll(async () => {
  server = await startEmbeddingServer();
});
beforeEach(() => {
  server.behave(embed);
  server.seen.length = 0;
});
afterAll(() => server.close());

/** Milliseconds: longer than a busy machine takes for an answer. */
const patient = 20_000;

const open = (options: Partial<EndpointOptions> = {}) =>
  openEndpoint({ url: server.url, model: 'tiny', encoding: 'base64', log, ...options });

const failureOf = async (options: Partial<EndpointOptions> = {}, timeoutMs = patient): Promise<Failure> => {
  const thrown = await open(options)
    .embed([secret], { timeoutMs })
    .then(
      () => new Error('the call succeeded'),
      (reason: unknown) => reason,
    );
  if (thrown instanceof Failure) return thrown;
  throw thrown;
};

const json =
  (body: object | string): Behaviour =>
  (_asked, answer) =>
    send(answer, 200, 'application/json', typeof body === 'string' ? body : JSON.stringify(body));

describe('the endpoint', () => {
  it('is asked for all texts at once, in base64, by name and key', async () => {
    const { vectors, tokens } = await open({ apiKey: 'sk-1' }).embed(['a car', 'an apple'], {
      timeoutMs: patient,
    });
    expect(vectors.map(({ length }) => length)).toEqual([usualDimensions, usualDimensions]);
    expect(tokens).toBe(3);
    expect(server.seen[0]).toMatchObject({
      model: 'tiny',
      input: ['a car', 'an apple'],
      encoding_format: 'base64',
      headers: { authorization: 'Bearer sk-1' },
    });
    expect(server.seen[0]).not.toHaveProperty('dimensions');
  });

  it('is sent no authorization without a key, and asked for a dimension only where one is set', async () => {
    await open({ dimensions: 5, encoding: 'float' }).embed(['a car'], { timeoutMs: patient });
    expect(server.seen[0]).toMatchObject({ dimensions: 5, encoding_format: 'float' });
    expect(server.seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each(['', '/', '/embeddings', '/embeddings/'])('may be named with “%s” at its end', async (end) => {
    const { vectors } = await open({ url: `${server.url}${end}` }).embed(['a car'], { timeoutMs: patient });
    expect(vectors).toHaveLength(1);
  });

  it('may answer numbers although it was asked for base64', async () => {
    server.behave((asked, answer) => embed({ ...asked, encoding_format: 'float' }, answer));
    expect((await open().embed(['a car'], { timeoutMs: patient })).vectors[0]).toHaveLength(usualDimensions);
  });
});

describe('each fault has its code, and carries no text', () => {
  it.each<[string, Behaviour, string, object?]>([
    ['an empty 200', json(''), 'embeddings.invalid', { problem: 'empty' }],
    [
      'a page of HTML',
      (_asked, answer) => send(answer, 200, 'text/html', `<p>${secret}</p>`),
      'embeddings.invalid',
      { problem: 'not_json' },
    ],
    ['another shape', json({ answer: secret }), 'embeddings.invalid', { problem: 'shape' }],
    ['fewer vectors than texts', json({ data: [] }), 'embeddings.invalid', { problem: 'count' }],
    [
      'a vector that is not a number',
      json({
        data: [{ index: 0, embedding: Buffer.from(Float32Array.of(Number.NaN).buffer).toString('base64') }],
      }),
      'embeddings.invalid',
      { problem: 'not_finite' },
    ],
    ['a wrong key', refuse(401), 'embeddings.access', { upstreamStatus: 401 }],
    ['a wrong path or model', refuse(404), 'embeddings.access', { upstreamStatus: 404 }],
    ['a text that is too long', refuse(400), 'embeddings.rejected', { upstreamStatus: 400 }],
    ['its own fault', refuse(500), 'embeddings.unavailable', { upstreamStatus: 500 }],
    [
      'a limit, with the time to wait',
      refuse(429, { 'retry-after': '7' }),
      'embeddings.rate_limited',
      { upstreamStatus: 429, retryAfterMs: 7000 },
    ],
    ['a connection that breaks', (_asked, answer) => answer.socket?.destroy(), 'embeddings.unavailable'],
  ])('%s', async (_name, behaviour, code, details) => {
    server.behave(behaviour);
    const failure = await failureOf();
    expect(failure.code).toBe(code);
    if (details) expect(failure.details).toMatchObject(details);
    expect(JSON.stringify([failure.toRecord(), failure.origin])).not.toContain('Jane');
    expect(server.seen).toHaveLength(1);
  });

  it('silence ends with the time that was allowed, before and in the middle of the answer', async () => {
    server.behave(hang);
    expect((await failureOf({}, 50)).code).toBe('embeddings.timeout');
    server.behave((_asked, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json' }).write('{"data":[');
    });
    expect((await failureOf({}, 100)).code).toBe('embeddings.timeout');
  });

  it('an endpoint that is not there', async () => {
    const gone = await startEmbeddingServer();
    await gone.close();
    expect((await failureOf({ url: gone.url })).code).toBe('embeddings.unavailable');
  });

  it('an answer that never ends is not read to its end', async () => {
    server.behave((_asked, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!answer.destroyed && answer.write(' '.repeat(65_536))) {}
        if (!answer.destroyed) answer.once('drain', more);
      };
      more();
    });
    const failure = await failureOf({ dimensions: 8 });
    expect(failure).toMatchObject({ code: 'embeddings.invalid', details: { problem: 'too_large' } });
  });

  it('another dimension than the one asked for', async () => {
    server.behave((asked, answer) => embed({ ...asked, dimensions: 6 }, answer));
    const failure = await failureOf({ dimensions: 5 });
    expect(failure).toMatchObject({
      code: 'embeddings.invalid',
      details: { problem: 'dimensions', dimensions: 6 },
    });
  });

  it('a caller who goes away says nothing about the endpoint', async () => {
    server.behave(hang);
    const endpoint = open();
    for (let call = 0; call < 5; call += 1) {
      const signal = AbortSignal.timeout(20);
      await expect(endpoint.embed(['a'], { timeoutMs: patient, signal })).rejects.toMatchObject({
        code: 'service.draining',
      });
    }
    expect(endpoint.breaker.state()).toBe('closed');
  });
});

it('an endpoint that is away is not asked any more after three outages, and again when its time is over', async () => {
  const endpoint = open();
  server.behave(refuse(503));
  for (let call = 0; call < 5; call += 1) {
    await expect(endpoint.embed(['a'], { timeoutMs: patient })).rejects.toMatchObject({
      code: 'embeddings.unavailable',
    });
  }
  expect(server.seen).toHaveLength(3);
  expect(endpoint.breaker.state()).toBe('open');
  server.behave(embed);
  await expect
    .poll(() => endpoint.embed(['a'], { timeoutMs: patient }).then(() => endpoint.breaker.state(), String), {
      timeout: 10_000,
    })
    .toBe('closed');
});
