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

/**
 * Reads streams, all into the same two arrays: a hundred passages have two hundred fields, and arrays for each of them
 * cost more than what is done with them.
 */
export const readTokens = (streams: readonly TokenStream[]): { title: Tokens; body: Tokens }[] => {
  // A token takes a byte at least.
  const most = streams.reduce((sum, { from, to }) => sum + to - from, 0);
  const all = { positions: new Int32Array(most), forms: new Int32Array(most) };
  let into = 0;
  return streams.map(({ bytes, from, to }) => {
    const head = from < to ? readHead(bytes, from) : { titleTokens: 0, at: to };
    const title = readField(all, { bytes, at: head.at, to, into, most: head.titleTokens });
    const body = readField(all, { bytes, at: title.at, to, into: title.tokens.to, most });
    into = body.tokens.to;
    return { title: title.tokens, body: body.tokens };
  });
};

const readHead = (bytes: Uint8Array, from: number): { titleTokens: number; at: number } => {
  let titleTokens = 0;
  let at = from;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at] as number;
    at += 1;
    titleTokens |= (byte & 127) << shift;
    if (byte < 128) return { titleTokens, at };
  }
};

type Source = { bytes: Uint8Array; at: number; to: number; into: number; most: number };

/** Reads up to `most` tokens; `at` is then where the next one starts. Every byte of a passage goes through here. */
const readField = (
  { positions, forms }: Pick<Tokens, 'positions' | 'forms'>,
  { bytes, at: from, to, into, most }: Source,
): { tokens: Tokens; at: number } => {
  let at = from;
  let count = into;
  let position = 0;
  while (at < to && count - into < most) {
    let byte = bytes[at++] as number;
    let code = byte & 127;
    for (let shift = 7; byte >= 128; shift += 7) {
      byte = bytes[at++] as number;
      code |= (byte & 127) << shift;
    }
    let gap = code & longGap;
    if (gap === longGap) {
      byte = bytes[at++] as number;
      gap += byte & 127;
      for (let shift = 7; byte >= 128; shift += 7) {
        byte = bytes[at++] as number;
        gap += (byte & 127) << shift;
      }
    }
    position += gap;
    positions[count] = position;
    forms[count] = code >>> 2;
    count += 1;
  }
  return { tokens: { positions, forms, from: into, to: count }, at };
};
