import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, bodyOf, type CompletionBody, post, type RequestsBody, startSmallModel } from './small-model.ts';

let model: Awaited<ReturnType<typeof startSmallModel>>;
beforeAll(async () => {
  model = await startSmallModel({ keepBodies: 2 });
});
afterAll(() => model.stop());

const question = 'Who published the relation of pressure and volume?';

type Chunk = { choices: { delta: { content?: string }; finish_reason: string | null }[]; usage?: unknown };

const chunksIn = (text: string): Chunk[] =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)));

test('a completion has the answer, its citation and the usage', async () => {
  const response = await post(model.url, ask(question));
  expect(response.status).toBe(200);
  const body = await bodyOf<CompletionBody>(response);
  expect(body).toMatchObject({
    object: 'chat.completion',
    model: 'small-extractive',
    choices: [{ message: { role: 'assistant', content: 'Robert Boyle [2]' }, finish_reason: 'stop' }],
  });
  expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens);
});

test('without an answer in the sources it says so', async () => {
  const body = await bodyOf<CompletionBody>(await post(model.url, ask('Which vitamin do oranges contain?')));
  expect(body.choices[0]?.message.content).toBe('The sources do not contain the answer.');
});

test('a stream joins to the same answer, ends with its finish reason and [DONE]', async () => {
  const response = await post(model.url, ask(question, { stream: true }));
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const text = await response.text();
  const chunks = chunksIn(text);
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('Robert Boyle [2]');
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
  expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
});

test('a stream carries its usage in a last chunk when that is asked for', async () => {
  const response = await post(
    model.url,
    ask(question, { stream: true, stream_options: { include_usage: true } }),
  );
  const chunks = chunksIn(await response.text());
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 5 } });
  expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
});

test('max_tokens cuts the answer and says so', async () => {
  const body = await bodyOf<CompletionBody>(await post(model.url, ask(question, { max_tokens: 1 })));
  expect(body.choices[0]).toMatchObject({ message: { content: 'Robert' }, finish_reason: 'length' });
});

test('the models are listed, and an unknown one is not found in OpenAI’s words', async () => {
  const list = await bodyOf<{ data: { id: string }[] }>(await fetch(`${model.url}/v1/models`));
  expect(list.data.map((entry) => entry.id)).toEqual(['small-extractive', 'small-embedding']);
  const response = await post(model.url, { ...ask(question), model: 'large' });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { code: 'model_not_found' } });
});

test('a request of another shape is refused with the names of its fields', async () => {
  const response = await post(model.url, { model: 'small-extractive', messages: [] });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: 'request.invalid', details: { fields: ['messages'] } },
  });
});

test('received bodies are counted and the latest are kept', async () => {
  await fetch(`${model.url}/admin/requests`, { method: 'DELETE' });
  for (const n of [1, 2, 3]) await (await post(model.url, ask(`Question ${n}?`))).arrayBuffer();
  const seen = await bodyOf<RequestsBody>(await fetch(`${model.url}/admin/requests?bodies=1`));
  expect(seen.count).toBe(3);
  expect(seen.bodies.map((body) => body.messages.at(-1)?.content)).toEqual(['Question 2?', 'Question 3?']);
});

test('bodies are not kept unless that is configured', async () => {
  const plain = await startSmallModel();
  try {
    await (await post(plain.url, ask(question))).arrayBuffer();
    const seen = await (await fetch(`${plain.url}/admin/requests?bodies=1`)).json();
    expect(seen).toEqual({ count: 1, recording: false, bodies: [] });
  } finally {
    await plain.stop();
  }
});

test('with a token set, every call demands it', async () => {
  const token = 'a-token-of-the-stack';
  const closed = await startSmallModel({ token });
  try {
    const refused = await post(closed.url, ask(question));
    expect(refused.status).toBe(401);
    const admitted = await post(closed.url, ask(question), { authorization: `Bearer ${token}` });
    expect(admitted.status).toBe(200);
    await admitted.arrayBuffer();
    expect((await fetch(`${closed.url}/admin/requests`)).status).toBe(401);
  } finally {
    await closed.stop();
  }
});
