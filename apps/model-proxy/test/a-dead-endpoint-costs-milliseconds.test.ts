import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FaultServer, refuse, say, startFaultServer } from './fault-server.ts';
import { depsAt, failureOf, question } from './proxy.ts';

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
});
afterAll(() => server.close());

let calls = 0;
beforeEach(() => {
  calls = 0;
});
const counting = (behaviour: ReturnType<typeof refuse>) => {
  server.behave((request, answer) => {
    calls += 1;
    behaviour(request, answer);
  });
};

test('after three outages in a row no call is made, and the failure keeps the cause’s code', async () => {
  counting(refuse(500));
  const deps = depsAt(server.url);
  let started = 0;
  for (let n = 0; n < 6; n += 1) {
    const failure = await failureOf(deps, question({ onStart: () => (started += 1) }));
    expect(failure).toMatchObject({ code: 'model.server_error', stage: 'generate' });
    expect(failure.details?.breaker).toBe(n < 2 ? undefined : 'open');
  }
  // What is not sent is not counted as a call to the model either.
  expect([calls, started]).toEqual([3, 3]);
});

test.each([
  ['refuses the request', refuse(400)],
  ['asks for patience', refuse(429)],
  ['answers nonsense', say([''])],
])('an endpoint that %s is there', async (_what, behaviour) => {
  counting(behaviour);
  const deps = depsAt(server.url);
  for (let n = 0; n < 5; n += 1) await failureOf(deps);
  expect([calls, deps.endpoint.breaker.state()]).toEqual([5, 'closed']);
});

test('documents whose own deadline ends the call do not count against the endpoint', async () => {
  counting(() => {});
  const deps = depsAt(server.url);
  for (let n = 0; n < 4; n += 1) {
    const failure = await failureOf(deps, question({ deadlineAt: Date.now() + 20 }));
    expect(failure).toMatchObject({ code: 'model.timeout', details: { limit: 'deadline' } });
  }
  expect(deps.endpoint.breaker.state()).toBe('closed');
});

test('callers who go away do not count either', async () => {
  counting(() => {});
  const deps = depsAt(server.url);
  for (let n = 0; n < 4; n += 1) {
    const gone = new AbortController();
    setTimeout(() => gone.abort('shutdown'), 20);
    expect(await failureOf(deps, question({ signal: gone.signal }))).toMatchObject({
      code: 'service.draining',
    });
  }
  expect(deps.endpoint.breaker.state()).toBe('closed');
});
