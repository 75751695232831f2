/**
 * `capital`: Anna, McDonald, O'Brien. `upper`: ANNA. `initial`: one capital. `lower`: begins small.
 */
export type Shape = 'capital' | 'upper' | 'initial' | 'lower';

/** A word of a text with its UTF-16 offsets; a possessive's ending is no part of it. */
export type Token = { text: string; lower: string; start: number; end: number; shape: Shape };

const word = /\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*/gu;

/** The words of a text in order. Words that touch digits, `@`, `_` or `/` belong to identifiers and are left out. */
export const tokenize = (text: string): Token[] => {
  const tokens: Token[] = [];
  for (const match of text.matchAll(word)) {
    const whole = match[0].replace(/['’]s$/i, '');
    const start = match.index;
    const end = start + whole.length;
    if (isIdentifierPart(text, start, start + match[0].length)) continue;
    tokens.push({ text: whole, lower: whole.toLowerCase(), start, end, shape: shapeOf(whole) });
  }
  return tokens;
};

const isIdentifierPart = (text: string, start: number, end: number): boolean =>
  /[\d@_/\\#]/.test(text[start - 1] ?? ' ') || /[\d@_\\]/.test(text[end] ?? ' ');

const shapeOf = (whole: string): Shape => {
  if (!/^\p{Lu}/u.test(whole)) return 'lower';
  if (whole.length === 1) return 'initial';
  return whole === whole.toUpperCase() ? 'upper' : 'capital';
};
