import { type CharacterSet, characterSet } from './character-set.ts';
import { wordSource } from './escapes.ts';
import type { Edge } from './syntax.ts';

const words: CharacterSet = characterSet(`[${wordSource}]`, false);
const newline = 10;

/** The character that ends at a place; -1 at the beginning of the text. */
export const before = (text: string, at: number): number => {
  if (at === 0) return -1;
  const unit = text.charCodeAt(at - 1);
  const isTrail = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  if (!isTrail) return unit;
  const pair = text.codePointAt(at - 2)!;
  return pair > 0xffff ? pair : unit;
};

/** The character that begins at a place; -1 at the end of the text. */
export const after = (text: string, at: number): number => text.codePointAt(at) ?? -1;

/** Whether it is a character of a word; -1 is none. */
export const isWord = (codePoint: number): boolean => codePoint >= 0 && words.has(codePoint);

/** Whether a place of the text is such an edge. */
export const holdsAt = (edge: Edge, text: string, at: number): boolean => {
  switch (edge) {
    case 'textStart':
      return at === 0;
    case 'textEnd':
      return at === text.length;
    case 'lastLineEnd':
      return at === text.length || (at === text.length - 1 && after(text, at) === newline);
    case 'lineStart':
      return at === 0 || before(text, at) === newline;
    case 'lineEnd':
      return at === text.length || after(text, at) === newline;
    case 'word':
      return isWord(before(text, at)) !== isWord(after(text, at));
    case 'notWord':
      return isWord(before(text, at)) === isWord(after(text, at));
  }
};
