import { verdict } from '@rollcall/pipeline';
import { type RunningService, startService } from '@rollcall/service';
import type { Log } from '@rollcall/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { routes } from '../src/routes.ts';

const serviceToken = 'a-token-of-the-test-stack';
const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };
let service: RunningService;

beforeAll(async () => {
  const config = readConfig({ PORT: '0', QUEUE_URL: 'redis://127.0.0.1:1' });
  service = await startService({
    name: 'grounder',
    settings: config,
    log: quiet,
    router: routes({ serviceToken, threshold: config.GROUNDING_THRESHOLD, verifiers: { list: [] } }),
  });
});
afterAll(() => service.stop());

const post = async (path: string, body: unknown, token = serviceToken) => {
  const response = await fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const passages = [{ id: 'lease', text: 'The deposit is 400 euros.', title: 'Lease' }];

describe('POST /v1/ground', () => {
  it('answers the verdict on an answer', async () => {
    const { status, body } = await post('/v1/ground', { answer: 'The deposit is 400 euros [1].', passages });
    expect(status).toBe(200);
    expect(verdict.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      supported: true,
      claims: [{ citations: [{ passageId: 'lease', start: 0, end: 25 }] }],
    });
  });

  it('uses the request’s threshold', async () => {
    const answer = 'The deposit is 400 euros for cats.';
    const scored = await post('/v1/ground', { answer, passages, threshold: 0 });
    expect(scored.body.supported).toBe(true);
    expect((await post('/v1/ground', { answer, passages, threshold: 1 })).body.supported).toBe(false);
  });
});

describe('POST /v1/ground/sufficiency', () => {
  it('answers whether the passages can carry an answer', async () => {
    const { status, body } = await post('/v1/ground/sufficiency', {
      question: 'How much is the deposit?',
      passages,
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      sufficient: true,
      score: expect.any(Number),
      best: ['lease'],
      missing: [],
      abstain: false,
    });
    const elsewhere = await post('/v1/ground/sufficiency', { question: 'Who won the race?', passages: [] });
    expect(elsewhere.body).toMatchObject({ sufficient: false, abstain: true });
  });
});

describe('both refuse', () => {
  const many = Array.from({ length: 201 }, (_, index) => ({ id: String(index), text: 'x' }));

  it.each<[string, string, unknown, number, string]>([
    ['a body that is no JSON', '/v1/ground', '{', 400, 'request.not_json'],
    ['a missing answer', '/v1/ground', { passages }, 400, 'request.invalid'],
    ['an answer over 100 kB', '/v1/ground', { answer: 'é'.repeat(50_001), passages }, 400, 'request.invalid'],
    ['201 passages', '/v1/ground', { answer: 'a', passages: many }, 400, 'request.invalid'],
    [
      'two passages of one id',
      '/v1/ground',
      { answer: 'a', passages: [...passages, ...passages] },
      400,
      'request.invalid',
    ],
    ['a threshold over 1', '/v1/ground', { answer: 'a', passages, threshold: 2 }, 400, 'request.invalid'],
    [
      'a body over 1 MB',
      '/v1/ground',
      { answer: 'a', passages: [{ id: 'a', text: 'x'.repeat(1_100_000) }] },
      413,
      'request.too_large',
    ],
    ['a missing question', '/v1/ground/sufficiency', { passages }, 400, 'request.invalid'],
    ['an empty body', '/v1/ground/sufficiency', '', 400, 'request.invalid'],
  ])('%s', async (_name, path, body, status, code) => {
    const answered = await post(path, body);
    expect(answered.status).toBe(status);
    expect(answered.body.error).toMatchObject({ code });
  });

  it('a caller without the service token', async () => {
    const { status, body } = await post('/v1/ground', { answer: 'a', passages }, 'wrong');
    expect(status).toBe(401);
    expect(body.error).toMatchObject({ code: 'access.service_token' });
  });

  it('without quoting what they were sent', async () => {
    const { body } = await post('/v1/ground', {
      answer: 'secret-name',
      passages: 'secret-name',
      threshold: 'x',
    });
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});

describe('the configuration', () => {
  it('names every mistake at once', () => {
    expect(() =>
      readConfig({ PORT: '0', QUEUE_URL: 'redis://h', GROUNDING_THRESHOLD: '2', PROMPT_TOKENS: 'x' }),
    ).toThrow(
      expect.objectContaining({
        code: 'config.invalid',
        details: {
          problems: [expect.stringMatching(/^PROMPT_TOKENS/), expect.stringMatching(/^GROUNDING_THRESHOLD/)],
        },
      }),
    );
  });
});
