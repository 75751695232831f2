import { type Edge, type Refusal, RegexRefused } from './syntax.ts';

/** Python's `\w`: Unicode's words (UTS 18, annex C), which the boundary `\b` follows too. */
export const wordSource = String.raw`\p{Alphabetic}\p{M}\p{N}\p{Pc}\p{Join_Control}`;

/** Classes with a name of one letter, as JavaScript's `v` notation has them. Python's are Unicode's. */
const classes: Readonly<Record<string, string>> = {
  d: String.raw`\p{Nd}`,
  D: String.raw`\P{Nd}`,
  w: `[${wordSource}]`,
  W: `[^${wordSource}]`,
  s: String.raw`[\s\x1c-\x1f\x85]`,
  S: String.raw`[^\s\x1c-\x1f\x85]`,
};

const edges: Readonly<Record<string, Edge>> = {
  A: 'textStart',
  Z: 'textEnd',
  z: 'textEnd',
  b: 'word',
  B: 'notWord',
};

const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7, '0': 0 };

/** How many hexadecimal digits follow. */
const hexadecimal: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export type Escape =
  | { type: 'class'; source: string; length: number }
  | { type: 'edge'; edge: Edge; length: number }
  | { type: 'literal'; codePoint: number; length: number };

/**
 * What the escape at `at` means (where the backslash stands); `length` counts the backslash. In a class `\b`
 * is a backspace, and the other edges are refused. Throws `RegexRefused`.
 */
export const readEscape = (pattern: string, at: number, inClass: boolean): Escape => {
  const letter = String.fromCodePoint(pattern.codePointAt(at + 1) ?? refuse('syntax', at));
  if (inClass && letter === 'b') return { type: 'literal', codePoint: 8, length: 2 };
  const edge = edges[letter];
  if (edge !== undefined && !inClass) return { type: 'edge', edge, length: 2 };
  const source = classes[letter];
  if (source !== undefined) return { type: 'class', source, length: 2 };
  if (letter === 'p' || letter === 'P') return property(pattern, at);
  const control = controls[letter];
  if (control !== undefined) return { type: 'literal', codePoint: control, length: 2 };
  const digits = hexadecimal[letter];
  if (digits !== undefined) return hex(pattern, at, digits);
  if (/[1-9gk]/.test(letter)) return refuse('back-reference', at);
  if (/[A-Za-z]/.test(letter)) return refuse('unknown escape', at);
  return { type: 'literal', codePoint: letter.codePointAt(0)!, length: 1 + letter.length };
};

const property = (pattern: string, at: number): Escape => {
  const [whole, name] = /^\\[pP]\{(\^?[\w= -]{1,60})\}/.exec(pattern.slice(at, at + 70)) ?? [];
  if (whole === undefined || name === undefined) return refuse('unknown property', at);
  const negative = (whole[1] === 'P') !== name.startsWith('^');
  const source = `\\${negative ? 'P' : 'p'}{${name.replace('^', '')}}`;
  try {
    new RegExp(source, 'v');
  } catch {
    return refuse('unknown property', at);
  }
  return { type: 'class', source, length: whole.length };
};

const hex = (pattern: string, at: number, digits: number): Escape => {
  const written = pattern.slice(at + 2, at + 2 + digits);
  const codePoint = Number.parseInt(written, 16);
  if (written.length < digits || !/^[0-9a-f]+$/i.test(written) || codePoint > 0x10ffff) {
    return refuse('syntax', at);
  }
  return { type: 'literal', codePoint, length: 2 + digits };
};

const refuse = (reason: Refusal, at: number): never => {
  throw new RegexRefused(reason, at);
};
