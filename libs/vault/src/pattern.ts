/**
 * Patterns that are compiled twice: to find what they describe, and to tell where a text's end may be the
 * beginning of it. A stream of text is cut anywhere, so the second tells what has to be held back.
 */
export type Part =
  /** A piece of a regular expression: one character, or a bounded repetition of one. */
  | string
  /** One of several sequences. */
  | { any: readonly (readonly Part[])[] }
  /** A sequence with a name. */
  | { name: string; parts: readonly Part[] }
  /** What has to come behind, which is not taken; `begun` is what such text looks like while it is incomplete. */
  | { ahead: string; begun: string };

/** The source of a regular expression for the whole sequence. */
export const whole = (parts: readonly Part[]): string => parts.map(wholePart).join('');

const wholePart = (part: Part): string => {
  if (typeof part === 'string') return part;
  if ('any' in part) return `(?:${part.any.map(whole).join('|')})`;
  if ('name' in part) return `(?<${part.name}>${whole(part.parts)})`;
  return part.ahead;
};

/**
 * The source of a regular expression for every text that ends before the sequence does, or right where it
 * does: what comes next may still change what is found there.
 */
export const begun = (parts: readonly Part[]): string => {
  const [first, ...rest] = parts;
  if (first === undefined) return '$';
  return `(?:${begunPart(first)}|${unnamed(first)}${begun(rest)})`;
};

const begunPart = (part: Part): string => {
  if (typeof part === 'string') return '$';
  if ('any' in part) return part.any.map(begun).join('|') || '$';
  if ('name' in part) return begun(part.parts);
  return part.begun;
};

/** Names serve the finding only. */
const unnamed = (part: Part): string => {
  if (typeof part === 'string') return part;
  if ('any' in part) return `(?:${part.any.map((parts) => parts.map(unnamed).join('')).join('|')})`;
  if ('name' in part) return part.parts.map(unnamed).join('');
  return part.ahead;
};

/** Literal texts as one part: one of them. */
export const oneOf = (...texts: readonly string[]): Part => ({
  any: texts.map((text) => Array.from(text, literal)),
});

/** A part for one character of a literal text. */
export const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
