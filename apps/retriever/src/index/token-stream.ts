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

/**
 * Where the token that is being read starts, and one field's tokens as they are read; used for one stream at
 * a time.
 */
let at = 0;
let positions = new Int32Array(1024);
let forms = new Int32Array(1024);

/** Reads the stream in `bytes` from `from` up to `to`. */
export const readTokens = (bytes: Uint8Array, from: number, to: number): { title: Tokens; body: Tokens } => {
  at = from;
  const inTitle = at < to ? readVarint(bytes) : 0;
  return { title: readField(bytes, to, inTitle), body: readField(bytes, to, Number.POSITIVE_INFINITY) };
};

const readField = (bytes: Uint8Array, to: number, most: number): Tokens => {
  let count = 0;
  let position = 0;
  while (at < to && count < most) {
    const code = readVarint(bytes);
    const gap = code & longGap;
    position += gap === longGap ? longGap + readVarint(bytes) : gap;
    if (count === positions.length) widen();
    positions[count] = position;
    forms[count] = code >>> 2;
    count += 1;
  }
  return { positions: positions.slice(0, count), forms: forms.slice(0, count) };
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

const widen = (): void => {
  const wider = (values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
    const into = new Int32Array(values.length * 2);
    into.set(values);
    return into;
  };
  positions = wider(positions);
  forms = wider(forms);
};
