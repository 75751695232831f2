import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Behaviour,
  completionOf,
  eventOf,
  eventsOf,
  type FaultServer,
  refuse,
  say,
  secret,
  send,
  sendEvents,
  startFaultServer,
} from './fault-server.ts';
import { depsAt, failureOf, question } from './proxy.ts';

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
});
afterAll(() => server.close());

const whole =
  (type: string, text: string): Behaviour =>
  (_request, answer) =>
    send(answer, 200, type, text);

/** Sends these parts and leaves the answer open. */
const thenSilence =
  (...parts: string[]): Behaviour =>
  (_request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of parts) answer.write(part);
  };

const reset: Behaviour = (_request, answer) => {
  answer.socket?.destroy();
};

const anyway: [string, Behaviour, string][] = [
  ['an empty 200', whole('application/json', ''), 'model.empty_response'],
  [
    'an empty 200 without a type',
    (_request, answer) => void answer.writeHead(200).end(),
    'model.empty_response',
  ],
  ['a page of HTML', whole('text/html', '<p>It works!'), 'model.bad_response'],
  ['a bare string', whole('application/json', '"ok"'), 'model.bad_response'],
  ['JSON that is cut off', whole('application/json', '{"choices":[{"ind'), 'model.bad_response'],
  ['JSON of another shape', whole('application/json', '{"result":"ok"}'), 'model.bad_response'],
  ['a completion without choices', whole('application/json', '{"choices":[]}'), 'model.bad_response'],
  ['an endless reply', whole('application/json', ' '.repeat(200_000)), 'model.bad_response'],
  ['an empty answer', say(['']), 'model.empty_answer'],
  ['an answer of white space', say([' \n']), 'model.empty_answer'],
  ['a reset connection', reset, 'model.unavailable'],
  ['a 400', refuse(400), 'model.rejected'],
  ['a 401', refuse(401), 'model.access'],
  ['a 403', refuse(403), 'model.access'],
  ['a 404', refuse(404), 'model.not_found'],
  ['a 408', refuse(408), 'model.timeout'],
  ['a 413', refuse(413), 'model.rejected'],
  ['a 422', refuse(422), 'model.rejected'],
  ['a 429', refuse(429), 'model.rate_limited'],
  ['a 500', refuse(500), 'model.server_error'],
  [
    'a 503 page of HTML',
    (_request, answer) => send(answer, 503, 'text/html', '<p>Busy'),
    'model.server_error',
  ],
];

describe.each([true, false])('stream: %s', (stream) => {
  test.each(anyway)('%s', async (_name, behaviour, code) => {
    server.behave(behaviour);
    const failure = await failureOf(depsAt(server.url, { stream }));
    expect(failure.code).toBe(code);
    expect(failure.stage).toBe('generate');
  });

  test('no answer in time', async () => {
    server.behave(() => {});
    expect((await failureOf(depsAt(server.url, { stream, timeoutMs: 60 }))).code).toBe('model.timeout');
  });

  test('headers in time, but no body', async () => {
    server.behave((_request, answer) => {
      answer.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
      answer.flushHeaders();
    });
    expect((await failureOf(depsAt(server.url, { stream, timeoutMs: 60 }))).code).toBe('model.timeout');
  });

  test('nobody listens', async () => {
    const gone = await startFaultServer();
    await gone.close();
    const failure = await failureOf(depsAt(gone.url, { stream }));
    expect(failure.code).toBe('model.unavailable');
    expect(failure.origin?.errno).toBe('ECONNREFUSED');
  });
});

test('what listens speaks no HTTP', async () => {
  const other = createServer((socket) => void socket.end('SSH-2.0-other\r\n'));
  await new Promise<void>((resolve) => {
    other.listen(0, '127.0.0.1', resolve);
  });
  const { port } = other.address() as AddressInfo;
  try {
    expect((await failureOf(depsAt(`http://127.0.0.1:${port}/v1`))).code).toBe('model.unavailable');
  } finally {
    other.close();
  }
});

const streamed: [string, Behaviour, string][] = [
  ['no event at all', thenEnd(''), 'model.empty_response'],
  ['only [DONE]', thenEnd(eventOf('[DONE]')), 'model.empty_response'],
  ['an event that is no JSON', thenEnd(eventOf('{"id":')), 'model.bad_response'],
  ['an event of another shape', thenEnd(eventOf({ result: 'ok' })), 'model.bad_response'],
  [
    'an end before the finish reason',
    thenEnd(eventsOf(['Robert', ' Bo']).slice(0, 3).join('')),
    'model.bad_response',
  ],
  [
    'an error event',
    thenEnd(eventsOf(['Robert']).slice(0, 2).join('') + eventOf({ error: { message: secret } })),
    'model.server_error',
  ],
];

function thenEnd(text: string): Behaviour {
  return (_request, answer) => sendEvents(answer, text);
}

test.each(streamed)('a stream with %s', async (_name, behaviour, code) => {
  server.behave(behaviour);
  expect((await failureOf(depsAt(server.url))).code).toBe(code);
});

test('a stream that stalls after its first token is ended by the idle timer', async () => {
  server.behave(thenSilence(...eventsOf(['Robert']).slice(0, 2)));
  const started = performance.now();
  const failure = await failureOf(depsAt(server.url, { idleTimeoutMs: 60 }));
  expect(failure.code).toBe('model.timeout');
  expect(performance.now() - started).toBeLessThan(2000);
});

test('a stream that breaks in the middle is no answer', async () => {
  server.behave((_request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.write(eventsOf(['Robert']).slice(0, 2).join(''));
    setTimeout(() => answer.socket?.destroy(), 30);
  });
  expect((await failureOf(depsAt(server.url))).code).toBe('model.unavailable');
});

test('a document past its deadline is not waited for', async () => {
  server.behave(() => {});
  const failure = await failureOf(depsAt(server.url), question({ deadlineAt: Date.now() + 60 }));
  expect(failure.code).toBe('model.timeout');
});

test.each([
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after-ms': '250' }, 250],
  [{ 'retry-after': '86400' }, 300_000],
  [{ 'retry-after': 'soon' }, undefined],
])('a 429 with %o tells how long to wait', async (headers, waitMs) => {
  server.behave(refuse(429, headers as Record<string, string>));
  expect((await failureOf(depsAt(server.url))).details?.retryAfterMs).toBe(waitMs);
});

test('a 429 may name a date', async () => {
  server.behave(refuse(429, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }));
  const waitMs = Number((await failureOf(depsAt(server.url))).details?.retryAfterMs);
  expect(waitMs).toBeGreaterThan(50_000);
  expect(waitMs).toBeLessThanOrEqual(60_000);
});

test('nothing of the endpoint’s words is kept but its status', async () => {
  server.behave(refuse(400));
  const failure = await failureOf(depsAt(server.url));
  expect(failure.details).toEqual({ upstreamStatus: 400 });
  expect(JSON.stringify([failure, failure.stack, failure.origin, failure.toRecord()])).not.toContain('Jane');
});

const refuseWith =
  (status: number, error: object): Behaviour =>
  (_request, answer) =>
    send(answer, status, 'application/json', JSON.stringify({ error }));

test.each([
  [402, { message: secret }, 'model.quota'],
  [429, { message: secret, code: 'insufficient_quota' }, 'model.quota'],
  [400, { message: secret, code: 'context_length_exceeded' }, 'model.prompt_too_long'],
  [400, { message: `This model's maximum context length is 8192. ${secret}` }, 'model.prompt_too_long'],
])('a %i with %o is permanent and has a remedy of its own', async (status, error, code) => {
  server.behave(refuseWith(status, error));
  const failure = await failureOf(depsAt(server.url));
  expect(failure).toMatchObject({ code, retryable: false, details: { upstreamStatus: status } });
  expect(JSON.stringify([failure, failure.stack])).not.toContain(secret);
});

test('a finish reason that nobody knows is not quoted', async () => {
  server.behave((_request, answer) =>
    send(answer, 200, 'application/json', JSON.stringify(completionOf('', secret))),
  );
  const failure = await failureOf(depsAt(server.url, { stream: false }));
  expect(failure.details).toEqual({ upstreamStatus: 200, finishReason: 'other' });
});
