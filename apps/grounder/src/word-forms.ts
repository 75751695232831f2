import { placeOf } from './lexicon.ts';
import { valueOfWord } from './numbers.ts';
import { stem } from './stem.ts';

/** What a written word is, whatever stands around it. */
export type WordForm = {
  /** Lower case, without accents, ligatures and possessive ending. */
  word: string;
  /** The stem of `word`: equal for the forms of one word. */
  stem: string;
  /** Its value where it is a number word. */
  value: number | undefined;
  /** The stem's place in the lexicon, -1 where it has none. */
  place: number;
  capital: boolean;
  allCapitals: boolean;
};

/** Words repeat, and reading one costs more than looking it up. Bounded: when full it begins anew. */
const known = new Map<string, WordForm>();
const mostKnown = 50_000;
const longestKnown = 40;

/** The form of one word as written. */
export const wordForm = (raw: string): WordForm => {
  const found = known.get(raw);
  if (found !== undefined) return found;
  const form = read(raw);
  if (raw.length <= longestKnown) {
    if (known.size >= mostKnown) known.clear();
    known.set(raw, form);
  }
  return form;
};

const read = (raw: string): WordForm => {
  const word = raw
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/’/g, "'")
    .replace(/'s?$/, '');
  const stemmed = stem(word) || raw;
  return {
    word,
    stem: stemmed,
    place: placeOf(stemmed),
    value: valueOfWord(word),
    capital: /^\p{Lu}/u.test(raw),
    allCapitals: /^[\p{Lu}\p{Nd}]{2,}$/u.test(raw),
  };
};
