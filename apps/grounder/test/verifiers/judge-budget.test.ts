import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '@rollcall/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJudge } from '../../src/verifiers/judge.ts';
import { openJudgeBudget } from '../../src/verifiers/judge-budget.ts';
import type { JudgeEndpoint } from '../../src/verifiers/judge-endpoint.ts';

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };
const row = { rowId: '00000000-0000-4000-8000-000000000001', epoch: 2 };
const never = new AbortController().signal;

let server: Server;
let url: string;
let reply: [status: number, body: string] = [200, '{"granted":true}'];
let heard: { path: string; authorization: string | undefined; body: Record<string, unknown> } | undefined;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    heard = {
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: JSON.parse(text),
    };
    response.writeHead(reply[0]).end(reply[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const budgetAt = (at: string) =>
  openJudgeBudget({ url: at, token: 'a-service-token', mostCalls: 7, mostTokens: 7000, log: quiet });

describe('the budget of a run’s judge', () => {
  it('is asked for by row, with what the call may cost', async () => {
    reply = [200, '{"granted":true}'];
    await budgetAt(url).reserve(row, 300, never);
    expect(heard).toEqual({
      path: '/internal/judge-budget',
      authorization: 'Bearer a-service-token',
      body: { ...row, tokens: 300, mostCalls: 7, mostTokens: 7000 },
    });
  });

  it.each<[string, [number, string], string]>([
    ['used up', [200, '{"granted":false}'], 'judge.over_budget'],
    ['of another shape', [200, '{"granted":"NaN"}'], 'judge.budget_unknown'],
    ['empty', [200, ''], 'judge.budget_unknown'],
    ['refused', [401, '{}'], 'judge.budget_unknown'],
  ])('that is %s is a failure', async (_name, answer, code) => {
    reply = answer;
    await expect(budgetAt(url).reserve(row, 300, never)).rejects.toMatchObject({ code });
  });

  it('that nobody keeps is a failure', async () => {
    await expect(budgetAt('http://127.0.0.1:1').reserve(row, 1, never)).rejects.toMatchObject({
      code: 'judge.budget_unknown',
    });
  });

  it('is asked before the judge, which costs nothing where there is none left', async () => {
    reply = [200, '{"granted":false}'];
    let calls = 0;
    const endpoint = {
      demandReady: () => {},
      ask: async () => {
        calls += 1;
        return { scores: [1], usage: undefined };
      },
    } as unknown as JudgeEndpoint;
    const judge = createJudge({
      endpoint,
      model: 'm',
      timeoutMs: 1000,
      promptTokens: 1000,
      trusted: false,
      budget: budgetAt(url),
    });
    const claims = [{ text: 'It rains.', bearing: 'It rains.', bearingPassages: ['p'] }];
    const context = { question: '', passages: [{ id: 'p', text: 'It rains.' }], unmasked: false };
    await expect(judge.verify(claims, { ...context, row }, never)).rejects.toMatchObject({
      code: 'judge.over_budget',
    });
    expect(calls).toBe(0);
    reply = [200, '{"granted":true}'];
    const { scores, tokens, reserved } = await judge.verify(claims, { ...context, row }, never);
    expect(scores).toEqual([1]);
    expect(reserved).toBe(heard?.body.tokens);
    expect(tokens).toBe(reserved);
  });
});
