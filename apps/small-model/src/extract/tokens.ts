import { infinitiveOf } from './irregular-verbs.ts';

/** A word, number, placeholder or sign of a text, with its offsets in UTF-16 units (end exclusive). */
export type Token = {
  text: string;
  /** Lower case, light stem: what two tokens are compared by. */
  stem: string;
  kind: 'word' | 'number' | 'placeholder' | 'sign';
  start: number;
  end: number;
};

/**
 * A placeholder of the redactor is one token; so is a word with inner hyphens, apostrophes and dots
 * (`U.S`, `O'Brien`), a number with its separators (`1,442.50`), an identifier and an e-mail address.
 */
const form =
  /<[A-Z][A-Z0-9_]*_\d+>|[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|[-'’./@_+&](?=[\p{L}\p{N}])|(?<=\d)[,:](?=\d))*|\S/gu;

export const tokensOf = (text: string): Token[] =>
  [...text.matchAll(form)].map((found) => {
    const word = found[0];
    return {
      text: word,
      stem: stemOf(word),
      kind: kindOf(word),
      start: found.index,
      end: found.index + word.length,
    };
  });

const kindOf = (word: string): Token['kind'] => {
  if (word.length > 2 && word.startsWith('<')) return 'placeholder';
  if (/^\p{N}/u.test(word)) return 'number';
  return /^\p{L}/u.test(word) ? 'word' : 'sign';
};

const endings: readonly [RegExp, string][] = [
  [/['’]s$/, ''],
  [/(?<=\w{2})ies$/, 'y'],
  [/(?<=s|x|z|ch|sh)es$/, ''],
  [/(?<=\w{2}[^su])s$/, ''],
  [/(?<=\w{3})ied$/, 'y'],
  [/(?<=\w{3})(?:ing|ed|ly)$/, ''],
  [/(?<=\w{3})e$/, ''],
  [/(?<=\w)([b-df-hj-np-rt-vx])\1$/, '$1'],
];

/** Light English stem: plurals, -ing, -ed, -ly and a final e go; irregular past forms become infinitives. Not a lexicon: only equality matters. */
export const stemOf = (word: string): string => {
  const lower = word.toLowerCase();
  if (!/^\p{L}/u.test(lower)) return lower;
  const plain = lower.normalize('NFD').replace(/\p{M}/gu, '');
  return endings.reduce((stem, [ending, instead]) => stem.replace(ending, instead), infinitiveOf(plain));
};

/** How far two stems say the same, 0 to 1: equal, or one long common beginning (invent, inventor). */
export const likeness = (a: string, b: string): number => {
  if (a === b) return 1;
  const longer = Math.max(a.length, b.length);
  let shared = 0;
  while (shared < longer && a[shared] === b[shared]) shared += 1;
  return shared >= 5 && shared >= 0.6 * longer ? 0.7 : 0;
};

/** True for a token that begins with a capital letter. */
export const isCapital = (token: Token): boolean => token.kind === 'word' && /^\p{Lu}/u.test(token.text);
