import { describe, expect, it } from 'vitest';
import { bytesOf, floatsOf, normalised, readEmbeddings } from '../../src/vectors/reply.ts';

const base64 = (...numbers: number[]): string =>
  Buffer.from(Float32Array.from(numbers).buffer).toString('base64');
const body = (embeddings: unknown[], more: object = {}): string =>
  JSON.stringify({ data: embeddings.map((embedding, index) => ({ index, embedding })), ...more });
const refusal = (problem: string) =>
  expect.objectContaining({ code: 'embeddings.invalid', details: expect.objectContaining({ problem }) });

describe('an endpoint’s answer', () => {
  it('gives a vector of length one for each text, in numbers or in base64', () => {
    expect(readEmbeddings(body([[3, 4], base64(0, 2)]), { texts: 2 })).toEqual({
      vectors: [Float32Array.of(0.6, 0.8), Float32Array.of(0, 1)],
      tokens: undefined,
    });
  });

  it('is put in the order of the texts by its index', () => {
    const data = [
      { index: 1, embedding: [0, 1] },
      { index: 0, embedding: [1, 0] },
    ];
    const read = readEmbeddings(JSON.stringify({ data, usage: { prompt_tokens: 5 } }), { texts: 2 });
    expect(read).toEqual({ vectors: [Float32Array.of(1, 0), Float32Array.of(0, 1)], tokens: 5 });
  });

  it.each([
    ['empty', '', 1],
    ['empty', '  \n', 1],
    ['not_json', '<!doctype html><p>It works!', 1],
    ['not_json', '{"data":[{"index":0,"embedding":[NaN]}]}', 1],
    ['shape', '{"result":"ok"}', 1],
    ['shape', body([[1, null]]), 1],
    ['shape', body([['1']]), 1],
    ['count', body([[1, 0]]), 2],
    ['count', body([[1], [1]]), 1],
    ['index', JSON.stringify({ data: [0, 0].map((index) => ({ index, embedding: [1] })) }), 2],
    ['dimensions', body([[1, 0], [1]]), 2],
    ['dimensions', body([[]]), 1],
    ['dimensions', body(['']), 1],
    ['base64', body(['abc']), 1],
    ['base64', body(['not base64 at all!']), 1],
    ['not_finite', body([base64(Number.NaN, 1)]), 1],
    ['not_finite', body([base64(Number.POSITIVE_INFINITY, 1)]), 1],
    ['not_finite', body([[1e300, 1]]), 1],
    ['no_direction', body([[0, 0]]), 1],
  ])('is refused as %s: %s', (problem, text, texts) => {
    expect(() => readEmbeddings(text, { texts })).toThrow(refusal(problem));
  });

  it('is refused for another dimension than the one that was asked for', () => {
    const wanted = { texts: 1, dimensions: 3 };
    expect(() => readEmbeddings(body([[1, 0]]), wanted)).toThrow(refusal('dimensions'));
    expect(readEmbeddings(body([[0, 0, 1]]), wanted).vectors).toHaveLength(1);
  });

  it('names nothing of its content in the failure', () => {
    const text = 'Jane Roe {';
    try {
      readEmbeddings(text, { texts: 1 });
      expect.unreachable();
    } catch (thrown) {
      expect(JSON.stringify([thrown, (thrown as Error).message, (thrown as Error).cause])).not.toContain(
        'Jane',
      );
    }
  });
});

describe('numbers and bytes', () => {
  it('go there and back without a change, wherever the bytes lie', () => {
    const numbers = normalised(Float32Array.of(0.1, -2.5, 1e-6, 3));
    const shifted = Buffer.concat([Buffer.from([1]), bytesOf(numbers)]).subarray(1);
    expect(floatsOf(shifted)).toEqual(numbers);
    expect(bytesOf(Float32Array.of(1)).toString('hex')).toBe('0000803f');
  });

  it('of a vector and its multiple are the same direction', () => {
    expect(normalised(Float32Array.of(1, 2))).toEqual(normalised(Float32Array.of(2, 4)));
  });
});
