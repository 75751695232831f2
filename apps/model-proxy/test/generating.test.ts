import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { generate } from '../src/generate.ts';
import { completionOf, eventsOf, type FaultServer, ok, say, send, startFaultServer } from './fault-server.ts';
import { depsAt, failureOf, question } from './proxy.ts';

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
});
beforeEach(() => {
  server.behave(ok);
  server.seen.length = 0;
});
afterAll(() => server.close());

const answer = {
  text: 'Robert Boyle [2]',
  finishReason: 'stop',
  model: 'tiny-1',
  usage: { promptTokens: 30, completionTokens: 4, totalTokens: 34 },
};

test('a streamed and a whole answer are the same', async () => {
  for (const stream of [true, false]) {
    expect(await generate(question(), depsAt(server.url, { stream }))).toMatchObject(answer);
  }
  expect(server.seen.map((body) => body.stream)).toEqual([true, undefined]);
});

test('an endpoint that does not stream though asked to is understood', async () => {
  server.behave((_request, response) =>
    send(response, 200, 'application/json', JSON.stringify(completionOf('Robert Boyle [2]'))),
  );
  expect(await generate(question(), depsAt(server.url))).toMatchObject(answer);
});

test('events cut anywhere, even inside a character, are joined', async () => {
  server.behave((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const bytes = Buffer.from(eventsOf(['Sankt ', 'Pölten 🙂']).join('').replaceAll('\n\n', '\r\n\r\n'));
    const sendFrom = (at: number): void => {
      if (at >= bytes.length) return void response.end();
      response.write(bytes.subarray(at, at + 37), () => setImmediate(() => sendFrom(at + 37)));
    };
    sendFrom(0);
  });
  expect((await generate(question(), depsAt(server.url))).text).toBe('Sankt Pölten 🙂');
});

test('the time to the first token is that of the token, not of the whole answer', async () => {
  server.behave((_request, response) => {
    const [role, first, ...rest] = eventsOf(['Robert', ' Boyle']);
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(role);
    setTimeout(() => response.write(first), 50);
    setTimeout(() => response.end(rest.join('')), 250);
  });
  const { ttftMs } = await generate(question(), depsAt(server.url));
  expect(ttftMs).toBeGreaterThan(40);
  expect(ttftMs).toBeLessThan(200);
});

test('parameters go to the model as they came, limits and defaults where they did not', async () => {
  await generate(
    question({ params: { model: 'large', temperature: 0, topP: 0.9, maxTokens: 12, seed: 7 } }),
    depsAt(server.url),
  );
  await generate(question(), depsAt(server.url, { maxTokensField: 'max_completion_tokens', stream: false }));
  expect(server.seen[0]).toMatchObject({
    model: 'large',
    temperature: 0,
    top_p: 0.9,
    max_tokens: 12,
    seed: 7,
    stream_options: { include_usage: true },
  });
  expect(server.seen[1]).toEqual({
    model: 'tiny-1',
    messages: question().messages,
    max_completion_tokens: 64,
  });
});

test('the key is sent where there is one, and nothing in its place where there is none', async () => {
  const keys: (string | undefined)[] = [];
  server.behave((request, response) => {
    keys.push(request.headers.authorization);
    ok(request, response);
  });
  await generate(question(), depsAt(server.url, { apiKey: 'sk-test' }));
  await generate(question(), depsAt(server.url));
  expect(keys).toEqual(['Bearer sk-test', undefined]);
});

test('a failed call is not repeated here: the queue retries', async () => {
  server.behave((_request, response) => send(response, 500, 'text/plain', 'no'));
  await failureOf(depsAt(server.url));
  expect(server.seen).toHaveLength(1);
});

test('an aborted call ends at once and frees its connection', async () => {
  let closed = false;
  server.behave((_request, response) => {
    response.on('close', () => {
      closed = true;
    });
  });
  const job = new AbortController();
  const failing = failureOf(depsAt(server.url), question({ signal: job.signal }));
  await vi.waitUntil(() => server.seen.length === 1);
  job.abort('lock-lost');
  expect((await failing).code).toBe('queue.lock_lost');
  await vi.waitUntil(() => closed);
});

test('no more calls at once than the endpoint is given; the others wait in line', async () => {
  const own = await startFaultServer();
  own.behave((request, response) => void setTimeout(() => say(['ok'])(request, response), 20));
  const deps = depsAt(own.url, { concurrency: 3 });
  const answers = await Promise.all(Array.from({ length: 12 }, () => generate(question(), deps)));
  expect(answers).toHaveLength(12);
  expect(own.mostOpen()).toBe(3);
  await own.close();
});

test('a call that is aborted while it waits in line was never started', async () => {
  let started = 0;
  const onStart = () => {
    started += 1;
  };
  server.behave(() => {});
  const deps = depsAt(server.url, { concurrency: 1, timeoutMs: 150 });
  const first = failureOf(deps, question({ onStart }));
  const job = new AbortController();
  const second = failureOf(deps, question({ onStart, signal: job.signal }));
  job.abort('shutdown');
  expect((await second).code).toBe('service.draining');
  expect((await first).code).toBe('model.timeout');
  expect(started).toBe(1);
  server.behave(ok);
  expect((await generate(question(), deps)).text).toBe('Robert Boyle [2]');
});
