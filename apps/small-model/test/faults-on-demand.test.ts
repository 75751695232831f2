import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask, bodyOf, type CompletionBody, post, putFaults, startSmallModel } from './small-model.ts';

let model: Awaited<ReturnType<typeof startSmallModel>>;
beforeAll(async () => {
  model = await startSmallModel();
});
beforeEach(() => putFaults(model.url, {}));
afterAll(() => model.stop());

const question = ask('Who published the relation of pressure and volume?');
const withFault = (fault: object, body: object = question) =>
  post(model.url, body, { 'x-small-model-faults': JSON.stringify(fault) });

test('empty-200 is a 200 with nothing in it', async () => {
  const response = await withFault({ fault: 'empty-200' });
  expect([response.status, await response.text()]).toEqual([200, '']);
});

test('http-500 and http-429 answer in OpenAI’s form, with a time to wait', async () => {
  expect((await withFault({ fault: 'http-500' })).status).toBe(500);
  const limited = await withFault({ fault: 'http-429' });
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await limited.json()).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
});

test('html-200, bad-json and wrong-shape are answers that are no completion', async () => {
  const html = await withFault({ fault: 'html-200' });
  expect(html.headers.get('content-type')).toContain('text/html');
  await expect((await withFault({ fault: 'bad-json' })).json()).rejects.toThrow();
  expect(await (await withFault({ fault: 'wrong-shape' })).json()).toEqual({ result: 'ok' });
});

test('reset cuts the connection', async () => {
  await expect(withFault({ fault: 'reset' })).rejects.toThrow();
});

test('empty-answer is a whole completion without text', async () => {
  const body = await bodyOf<CompletionBody>(await withFault({ fault: 'empty-answer' }));
  expect(body.choices[0]?.message.content).toBe('');
});

const headers = (fault: string) => ({
  'content-type': 'application/json',
  'x-small-model-faults': JSON.stringify({ fault }),
});

test('hang answers nothing until the caller gives up', async () => {
  const asked = fetch(`${model.url}/v1/chat/completions`, {
    method: 'POST',
    headers: headers('hang'),
    body: JSON.stringify(question),
    signal: AbortSignal.timeout(150),
  });
  await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('stalled-stream sends its first token and then nothing', async () => {
  const gone = new AbortController();
  const response = await fetch(`${model.url}/v1/chat/completions`, {
    method: 'POST',
    headers: headers('stalled-stream'),
    body: JSON.stringify({ ...question, stream: true }),
    signal: gone.signal,
  });
  let seen = '';
  setTimeout(() => gone.abort(), 150);
  const reading = (async () => {
    for await (const part of response.body as ReadableStream<Uint8Array>)
      seen += Buffer.from(part).toString();
  })();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  expect(seen).toContain('"content":"Robert"');
  expect(seen).not.toContain('Boyle');
});

test('the admin’s fault strikes as many times as it was told, then the model recovers', async () => {
  await putFaults(model.url, { fault: 'http-500', times: 2 });
  const statuses: number[] = [];
  for (const _ of [1, 2, 3]) statuses.push((await post(model.url, question)).status);
  expect(statuses).toEqual([500, 500, 200]);
});

test('with a fail rate, the same seed strikes the same requests and a retry is drawn anew', async () => {
  const run = async (seed: number): Promise<number[]> => {
    await fetch(`${model.url}/admin/requests`, { method: 'DELETE' });
    await putFaults(model.url, { fault: 'http-500', failRate: 0.5, seed });
    const statuses: number[] = [];
    for (let n = 0; n < 16; n += 1) statuses.push((await post(model.url, ask(`Number ${n % 8}?`))).status);
    return statuses;
  };
  const first = await run(5);
  expect(new Set(first)).toEqual(new Set([200, 500]));
  expect(await run(5)).toEqual(first);
  expect(await run(6)).not.toEqual(first);
  expect(first.slice(0, 8)).not.toEqual(first.slice(8));
});

test('latency delays the answer and token speed spreads the stream', async () => {
  const started = performance.now();
  const slow = { latencyMs: 60, ttftMs: 60, tokensPerSecond: 50 };
  const body = await (await withFault(slow, { ...question, stream: true })).text();
  expect(body).toContain('[DONE]');
  expect(performance.now() - started).toBeGreaterThan(60 + 60 + 4 * 20 - 10);
});

test('a fault that does not exist is refused by name', async () => {
  const response = await putFaults(model.url, { fault: 'gremlins' });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { details: { fields: ['fault'] } } });
  expect((await post(model.url, question, { 'x-small-model-faults': '{' })).status).toBe(400);
});
