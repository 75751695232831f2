import { startService } from '@rollcall/service';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { routes } from '../src/routes.ts';
import {
  completionOf,
  eventsOf,
  type FaultServer,
  ok,
  refuse,
  send,
  sendEvents,
  startFaultServer,
} from './fault-server.ts';
import { endpointAt } from './proxy.ts';

const token = 'a-token-of-the-stack';
const log = { debug() {}, info() {}, warn() {}, error() {} };

let server: FaultServer;
let proxy: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  server = await startFaultServer();
  proxy = await startService({
    name: 'model-proxy',
    settings: { HOST: '127.0.0.1', PORT: 0, DRAIN_DEADLINE_MS: 100 },
    log,
    router: routes({ endpoint: endpointAt(server.url), defaultModel: 'tiny-1', serviceToken: token, log }),
  });
});
afterEach(() => server.behave(ok));
afterAll(async () => {
  await proxy.stop();
  await server.close();
});

const post = (body: unknown, options: { key?: string; signal?: AbortSignal } = {}): Promise<Response> =>
  fetch(`${proxy.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${options.key ?? token}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: options.signal ?? AbortSignal.timeout(5000),
  });

const chat = { messages: [{ role: 'user', content: 'Hello' }] };

test('a request goes on with every field it has, and the answer comes back as it was', async () => {
  const reply = { ...completionOf('Hi'), system_fingerprint: 'fp_1' };
  server.behave((_request, answer) => send(answer, 200, 'application/json', JSON.stringify(reply)));
  const response = await post({ ...chat, model: 'large', tools: [], logit_bias: { '5': 1 } });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(reply);
  expect(server.seen.at(-1)).toEqual({ ...chat, model: 'large', tools: [], logit_bias: { '5': 1 } });
});

test('a request without a model gets the default', async () => {
  await (await post(chat)).arrayBuffer();
  expect(server.seen.at(-1)?.model).toBe('tiny-1');
});

test('a stream comes back event by event', async () => {
  const response = await post({ ...chat, stream: true });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events = (text: string): unknown[] =>
    text
      .split('\n\n')
      .map((event) => (event.endsWith('}') ? JSON.parse(event.slice('data: '.length)) : event));
  expect(events(await response.text())).toEqual(events(eventsOf(['Robert', ' Boyle', ' [2]']).join('')));
});

test('a stream that breaks off ends with the error as its last event', async () => {
  server.behave((_request, answer) =>
    sendEvents(answer, `${eventsOf(['Rob']).slice(0, 2).join('')}data: {"x":1}\n\n`),
  );
  const text = await (await post({ ...chat, stream: true })).text();
  const last = JSON.parse(text.trim().split('\n\n').at(-1)?.slice('data: '.length) ?? '');
  expect(last).toMatchObject({ error: { code: 'model.bad_response' } });
  expect(text).not.toContain('[DONE]');
});

test('an empty 200 of the endpoint is never passed on as one', async () => {
  server.behave((_request, answer) => send(answer, 200, 'application/json', ''));
  for (const stream of [true, false]) {
    const response = await post({ ...chat, stream });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { code: 'model.empty_response', retryable: true } });
  }
});

test('a 429 comes back as one, with its time to wait', async () => {
  server.behave(refuse(429, { 'retry-after': '3' }));
  const response = await post(chat);
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
  expect(await response.text()).not.toContain('Jane');
});

test('a caller that goes away takes its call to the model along', async () => {
  let closed = false;
  server.behave((_request, answer) => {
    answer.on('close', () => {
      closed = true;
    });
  });
  const before = server.seen.length;
  const caller = new AbortController();
  const asking = post(chat, { signal: caller.signal });
  await vi.waitUntil(() => server.seen.length > before);
  caller.abort();
  await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
  await vi.waitUntil(() => closed);
});

test('the models are the endpoint’s', async () => {
  const list = { object: 'list', data: [{ id: 'tiny-1', object: 'model' }] };
  server.behave((_request, answer) => send(answer, 200, 'application/json', JSON.stringify(list)));
  const get = () => fetch(`${proxy.url}/v1/models`, { headers: { authorization: `Bearer ${token}` } });
  expect(await (await get()).json()).toEqual(list);
  server.behave((_request, answer) => send(answer, 200, 'text/html', '<p>'));
  expect(await (await get()).json()).toMatchObject({ error: { code: 'model.bad_response' } });
});

test('without the service token nothing is passed on', async () => {
  const before = server.seen.length;
  expect((await post(chat, { key: 'another-token-entirely' })).status).toBe(401);
  expect((await fetch(`${proxy.url}/v1/models`)).status).toBe(401);
  expect(server.seen.length).toBe(before);
});

test('a body over a megabyte and one that is no JSON are refused', async () => {
  expect((await post({ messages: 'x'.repeat(1_100_000) })).status).toBe(413);
  expect((await post('{"messages":')).status).toBe(400);
});
