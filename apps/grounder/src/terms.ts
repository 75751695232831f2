import { joinNumbers } from './dates-and-sums.ts';
import { type TermKind, type Token, tokensOf } from './tokens.ts';
import type { Keys } from './word-forms.ts';

export type { TermKind } from './tokens.ts';

/** One content word of a text. */
export type Term = {
  /** UTF-16 offsets into the text, end exclusive. */
  start: number;
  end: number;
  kind: TermKind;
  keys: Keys;
};

/** One word of a text, stop words included. */
export type Word = Term & {
  /** False for stop words and what else says nothing about what a text is about. */
  content: boolean;
  /** Lower case, without accents; what was written where it is no word. */
  plain: string;
  /** The place of its stem in the lexicon, -1 where it has none. */
  place: number;
};

/** All words of a text in order, with exact offsets. Never throws, whatever the text. */
export const wordsOf = (text: string): Word[] => {
  const tokens = joinNumbers(tokensOf(text), text);
  return tokens.map((token, index) => {
    if (opensName(token, tokens[index + 1])) token.kind = 'name';
    const { start, end, kind, keys, form, raw } = token;
    return {
      start,
      end,
      kind,
      keys,
      content: saysSomething(token),
      plain: form.word || raw,
      place: form.place,
    };
  });
};

/**
 * The content terms of a text in order, with exact offsets: words without stop words, names, numbers,
 * dates, placeholders. Scripts that write no spaces give one term a sign. Never throws, whatever the text.
 */
export const termsOf = (text: string): Word[] => wordsOf(text).filter(({ content }) => content);

/** `one` is mostly a pronoun: it can say what a `1` says, but nobody need say it. */
const saysSomething = ({ kind, form, raw }: Token): boolean => {
  if (kind !== 'word' && kind !== 'name') return kind !== 'number' || !/^one$/i.test(raw);
  return kind === 'name' ? form.contentAsName : form.content;
};

/** A capital at a sentence's start is a name where another name follows at once: `Robert Boyle was`. */
const opensName = (token: Token, after: Token | undefined): boolean =>
  token.kind === 'word' &&
  token.form.capital &&
  !token.form.stopWord &&
  after?.kind === 'name' &&
  after.at === token.at + 1 &&
  after.start - token.end === 1;
