import type { Tokens } from '../ranking/candidate.ts';

/**
 * A passage's tokens as bytes, in the order of their positions: title, then body. A token is one form of the
 * collection's vocabulary at one position. Numbers are varints (seven bits a byte, the low ones first; the
 * high bit says that another byte follows):
 *
 *   stream  = number of the title's tokens, its tokens, the body's tokens
 *   token   = form id * 4 + gap                  gap 0 to 2: positions since the token before (0 at first)
 *           | form id * 4 + 3, positions - 3     three and more
 *
 * Ids are given in the order in which forms are first seen, so that frequent ones are small: some 2.3 bytes a
 * token.
 */
export type Token = { position: number; form: number };

const longGap = 3;

/** Writes a stream. Tokens by rising position. */
export const encodeTokens = (title: readonly Token[], body: readonly Token[]): Uint8Array => {
  const bytes: number[] = [];
  writeVarint(bytes, title.length);
  writeTokens(bytes, title);
  writeTokens(bytes, body);
  return Uint8Array.from(bytes);
};

const writeTokens = (bytes: number[], tokens: readonly Token[]): void => {
  let last = 0;
  for (const { position, form } of tokens) {
    const gap = position - last;
    last = position;
    writeVarint(bytes, form * 4 + Math.min(gap, longGap));
    if (gap >= longGap) writeVarint(bytes, gap - longGap);
  }
};

const writeVarint = (bytes: number[], value: number): void => {
  let rest = value;
  for (; rest >= 128; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
};

/** Streams of bytes, each from its `from` up to its `to`. */
export type TokenStream = { bytes: Uint8Array; from: number; to: number };

/** Where the token that is being read starts; used for one stream at a time. */
let at = 0;

/**
 * Reads streams, all into the same two arrays: a hundred passages have some four hundred fields, and an array for each
 * costs more than what is done with it.
 */
export const readTokens = (streams: readonly TokenStream[]): { title: Tokens; body: Tokens }[] => {
  // A token takes a byte at least.
  const most = streams.reduce((sum, { from, to }) => sum + to - from, 0);
  const positions = new Int32Array(most);
  const forms = new Int32Array(most);
  let count = 0;
  const readField = (bytes: Uint8Array, to: number, tokens: number): Tokens => {
    const from = count;
    let position = 0;
    while (at < to && count - from < tokens) {
      const code = readVarint(bytes);
      const gap = code & longGap;
      position += gap === longGap ? longGap + readVarint(bytes) : gap;
      positions[count] = position;
      forms[count] = code >>> 2;
      count += 1;
    }
    return { positions, forms, from, to: count };
  };
  return streams.map(({ bytes, from, to }) => {
    at = from;
    const inTitle = at < to ? readVarint(bytes) : 0;
    return { title: readField(bytes, to, inTitle), body: readField(bytes, to, Number.POSITIVE_INFINITY) };
  });
};

const readVarint = (bytes: Uint8Array): number => {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at] as number;
    at += 1;
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
};
