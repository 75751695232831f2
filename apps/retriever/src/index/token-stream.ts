/**
 * A passage's tokens as bytes, in the order of their positions: title, then body. A token is one form of the
 * collection's vocabulary at one position. Numbers are varints (seven bits a byte, the low ones first; the high bit says that
 * another byte follows):
 *
 *   stream  = number of the title's tokens, its tokens, the body's tokens
 *   token   = form id * 4 + gap                  gap 0 to 2: positions since the token before (0 at first)
 *           | form id * 4 + 3, positions - 3     three and more
 *
 * Ids are given in the order in which forms are first seen, so that frequent ones are small: some 2.3 bytes a token.
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
 * Calls `take` for each token of the stream in `bytes` from `from` to `to`; `isTitle` tells the fields apart.
 * One pass without an object a token: it runs over a hundred passages a question.
 */
export const scanTokens = (
  bytes: Uint8Array,
  from: number,
  to: number,
  take: (form: number, position: number, isTitle: boolean) => void,
): void => {
  let at = from;
  const read = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at] as number;
      at += 1;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  let left = read();
  let isTitle = left > 0;
  let position = 0;
  while (at < to) {
    const code = read();
    const gap = code & longGap;
    position += gap === longGap ? longGap + read() : gap;
    take(code >>> 2, position, isTitle);
    left -= 1;
    if (left === 0) {
      isTitle = false;
      position = 0;
    }
  }
};
