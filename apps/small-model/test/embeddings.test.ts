import type { RunningService } from '@rollcall/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedText, usualDimensions } from '../src/embedding.ts';
import { startSmallModel } from './small-model.ts';

let model: RunningService;
beforeAll(async () => {
  model = await startSmallModel();
});
afterAll(() => model.stop());

const post = (body: object, faults?: object): Promise<Response> =>
  fetch(`${model.url}/v1/embeddings`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(faults === undefined ? {} : { 'x-small-model-faults': JSON.stringify(faults) }),
    },
    body: JSON.stringify({ model: 'small-embedding', ...body }),
  });

type Body = { data: { index: number; embedding: number[] | string }[]; usage: object };
const embedded = async (body: object, faults?: object): Promise<Body['data']> =>
  ((await (await post(body, faults)).json()) as Body).data;

const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, number, at) => sum + number * b[at]!, 0);

describe('the small embedding', () => {
  it('is of length one, always the same, and of the dimension that is wanted', () => {
    for (const text of ['Some words', '', '  ', '!?', '日本語のテキスト', 'é'.repeat(10_000)]) {
      const vector = embedText(text);
      expect(vector).toHaveLength(usualDimensions);
      expect(cosine(vector, vector)).toBeCloseTo(1, 5);
      expect(embedText(text)).toEqual(vector);
    }
    expect(embedText('Some words', 7)).toHaveLength(7);
  });

  it('puts forms of the same words near each other, and other words far away', () => {
    const question = embedText('retrieving documents from a database');
    const near = cosine(question, embedText('The retrieval of a document in databases'));
    const far = cosine(question, embedText('Wing flutter at supersonic speed'));
    expect(near).toBeGreaterThan(0.3);
    expect(Math.abs(far)).toBeLessThan(0.15);
  });

  it('is not moved much by words that stand in every text', () => {
    const bare = embedText('supersonic wing');
    expect(cosine(bare, embedText('what is the supersonic wing of the'))).toBeGreaterThan(0.95);
  });
});

describe('embeddings over HTTP', () => {
  it('are answered in order, as numbers or as their bytes', async () => {
    const input = ['one text', 'another text'];
    const numbers = await embedded({ input });
    expect(numbers.map(({ index }) => index)).toEqual([0, 1]);
    expect(Float32Array.from(numbers[1]?.embedding as number[])).toEqual(embedText('another text'));
    const bytes = await embedded({ input, encoding_format: 'base64' });
    const decoded = Buffer.from(bytes[1]?.embedding as string, 'base64');
    expect(decoded).toEqual(Buffer.from(embedText('another text').buffer));
    expect(await embedded({ input: 'one text' })).toEqual(numbers.slice(0, 1));
    expect((await embedded({ input: 'one text', dimensions: 32 }))[0]?.embedding).toHaveLength(32);
  });

  it('count their tokens', async () => {
    const body = (await (await post({ input: ['two words', 'three more words'] })).json()) as Body;
    expect(body.usage).toEqual({ prompt_tokens: 5, total_tokens: 5 });
  });

  it('are refused for another model and another shape', async () => {
    const other = await post({ model: 'small-extractive', input: 'a' });
    expect(other.status).toBe(404);
    expect(await other.json()).toMatchObject({ error: { code: 'model_not_found' } });
    expect((await post({ input: [] })).status).toBe(400);
  });

  it('fail on demand as endpoints do', async () => {
    const input = ['a', 'b'];
    expect(await embedded({ input }, { fault: 'wrong-count' })).toHaveLength(1);
    const wider = await embedded({ input }, { fault: 'wrong-dimension' });
    expect(wider[0]?.embedding).toHaveLength(usualDimensions + 1);
    const spoilt = await embedded({ input }, { fault: 'not-finite' });
    const bytes = Buffer.from(spoilt[0]?.embedding as string, 'base64');
    expect(bytes.readFloatLE(0)).toBeNaN();
    expect((await post({ input }, { fault: 'http-429' })).headers.get('retry-after')).toBe('1');
    expect(await (await post({ input }, { fault: 'empty-200' })).text()).toBe('');
  });
});
