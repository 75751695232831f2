import { endianness } from 'node:os';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';

/** Bytes of a float32. */
const FLOAT = 4;

/** Most numbers of one vector that are read; the longest in use have some 4,000. */
export const mostDimensions = 16_384;

/** The part of an endpoint's answer that counts; OpenAI's reference, "Create embeddings". */
const shape = z.object({
  data: z.array(
    z.object({
      index: z.int().nonnegative(),
      /** Numbers, or their float32 bytes in base64 where that was asked for and is known to the endpoint. */
      embedding: z.union([z.string(), z.array(z.number())]),
    }),
  ),
  usage: z.object({ prompt_tokens: z.number().nonnegative() }).nullish(),
});

export type Embedded = {
  /** One vector a text, in the order of the texts, each of length one. */
  vectors: Float32Array[];
  /** As the endpoint counts; undefined where it does not. */
  tokens: number | undefined;
};

/** What was sent, as far as the answer has to fit it. */
export type Sent = {
  texts: number;
  /** The dimension that the vectors must have; any where undefined, but one for all. */
  dimensions?: number | undefined;
};

/**
 * Reads an endpoint's answer, which nobody else has checked: as many vectors as texts, put in order by their
 * index, of one dimension, every number finite and no vector without a direction. Throws `embeddings.invalid`
 * with `details.problem`, and `details.dimensions` where it is another dimension than was wanted.
 */
export const readEmbeddings = (body: string, sent: Sent): Embedded => {
  const read = shape.safeParse(jsonOf(body));
  if (!read.success) throw invalid('shape');
  const { data, usage } = read.data;
  if (data.length !== sent.texts) throw invalid('count');
  const inOrder = data.toSorted((a, b) => a.index - b.index);
  if (inOrder.some(({ index }, place) => index !== place)) throw invalid('index');
  const vectors = inOrder.map(({ embedding }) => normalised(numbersOf(embedding)));
  const dimensions = sent.dimensions ?? vectors[0]?.length;
  const other = vectors.find(({ length }) => length !== dimensions);
  if (other !== undefined) throw invalid('dimensions', other.length);
  return { vectors, tokens: usage?.prompt_tokens };
};

const invalid = (problem: string, dimensions?: number): Failure =>
  new Failure('embeddings.invalid', {
    details: { problem, ...(dimensions === undefined ? {} : { dimensions }) },
  });

/** The parser's message quotes the text and is dropped. */
const jsonOf = (body: string): unknown => {
  if (body.trim() === '') throw invalid('empty');
  try {
    return JSON.parse(body);
  } catch {
    throw invalid('not_json');
  }
};

const numbersOf = (embedding: string | number[]): Float32Array => {
  const numbers = typeof embedding === 'string' ? fromBase64(embedding) : Float32Array.from(embedding);
  if (numbers.length === 0 || numbers.length > mostDimensions) throw invalid('dimensions', numbers.length);
  return numbers;
};

const fromBase64 = (text: string): Float32Array => {
  const bytes = Buffer.from(text, 'base64');
  // Buffer reads what it can and drops the rest: only what comes out the same again was base64.
  if (bytes.length % FLOAT !== 0 || bytes.toString('base64') !== text) throw invalid('base64');
  return floatsOf(bytes);
};

/** Numbers from float32 bytes, little-endian; copies, so that the bytes may lie anywhere. */
export const floatsOf = (bytes: Uint8Array): Float32Array => {
  const own = Uint8Array.from(bytes);
  if (endianness() === 'BE') Buffer.from(own.buffer).swap32();
  return new Float32Array(own.buffer);
};

/** The same bytes back. */
export const bytesOf = (numbers: Float32Array): Buffer => {
  const bytes = Buffer.from(Float32Array.from(numbers).buffer);
  return endianness() === 'BE' ? bytes.swap32() : bytes;
};

/** The vector with length one, so that a dot product is the cosine. Throws `embeddings.invalid`. */
export const normalised = (numbers: Float32Array): Float32Array => {
  let squares = 0;
  for (const number of numbers) squares += number * number;
  // NaN and infinity in any place end up here, and so do numbers that are too large for a float32.
  if (!Number.isFinite(squares)) throw invalid('not_finite');
  const length = Math.sqrt(squares);
  if (length < 1e-12) throw invalid('no_direction');
  return numbers.map((number) => number / length);
};
