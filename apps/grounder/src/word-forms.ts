import { placeOf } from './lexicon.ts';
import { keyOfValue, keysOfNumber, monthOf, valueOfWord } from './numbers.ts';
import { stem } from './stem.ts';
import { stopWords } from './stop-words.ts';

/** Terms with a key in common say the same; the first key is the usual one. */
export type Keys = readonly [string, ...string[]];

/** What a written word, number or sign is, whatever stands around it. */
export type WordForm = {
  /** As it was written. */
  raw: string;
  /** A word with a capital may also be a name: that depends on where it stands. */
  kind: 'word' | 'name' | 'number' | 'placeholder';
  keys: Keys;
  /** Lower case, without accents, ligatures and possessive ending; empty for what is no word. */
  word: string;
  /** Its value where it is a number word. */
  value: number | undefined;
  /** 1 to 12 where it is written as a month's name is. */
  month: number | undefined;
  /** The stem's place in the lexicon, -1 where it has none. */
  place: number;
  capital: boolean;
  allCapitals: boolean;
  stopWord: boolean;
  /** False where it says nothing about what a text is about; a name in capitals says something all the same. */
  content: boolean;
  contentAsName: boolean;
};

/** Words repeat, and reading one costs more than looking it up. Bounded: when full it begins anew. */
const known = new Map<string, WordForm>();
const mostKnown = 50_000;
const longestKnown = 40;

/** The form of one word, number, acronym, placeholder or sign as written. */
export const wordForm = (raw: string): WordForm => {
  const found = known.get(raw);
  if (found !== undefined) return found;
  if (raw.length > longestKnown) return read(raw);
  if (known.size >= mostKnown) known.clear();
  const form = read(ownCopy(raw));
  known.set(form.raw, form);
  return form;
};

/** What is kept must not be a slice of a text: that would keep all of the text in memory. */
const ownCopy = (slice: string): string => Buffer.from(slice, 'utf16le').toString('utf16le');

/** Signs of scripts that write no spaces between words, as a class of a `v` regular expression. */
export const unspaced = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]`;
const oneSign = new RegExp(`^${unspaced}$`, 'v');

const isDigit = (char: string): boolean => (char >= '0' && char <= '9') || (char >= '０' && char <= '９');

const read = (raw: string): WordForm => {
  if (raw[0] === '<') return noWord(raw, 'placeholder', [raw]);
  if (isDigit(raw[0]!)) return noWord(raw, 'number', keysOfNumber(raw));
  if (raw[1] === '.') return noWord(raw, 'name', [raw.replaceAll('.', '').toLowerCase()]);
  if (oneSign.test(raw)) return noWord(raw, 'word', [raw.normalize('NFKC')]);
  return readWord(raw);
};

/** The form of what is no word. */
export const noWord = (raw: string, kind: WordForm['kind'], keys: Keys): WordForm => ({
  raw,
  kind,
  keys,
  word: '',
  value: undefined,
  month: undefined,
  place: -1,
  capital: false,
  allCapitals: false,
  stopWord: false,
  content: true,
  contentAsName: true,
});

/** Months that in small letters, or at a sentence's start, are rather verbs. */
export const verbMonths: ReadonlySet<string> = new Set(['may', 'march', 'mar']);

const ordinalEndings: ReadonlySet<string> = new Set(['st', 'nd', 'rd', 'th']);

const readWord = (raw: string): WordForm => {
  const word = raw
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/’/g, "'")
    .replace(/'s?$/, '');
  const stemmed = stem(word) || raw;
  const value = valueOfWord(word);
  const capital = /^\p{Lu}/u.test(raw);
  const allCapitals = /^[\p{Lu}\p{Nd}]{2,}$/u.test(raw);
  const stopWord = stopWords.has(word);
  const ordinal = ordinalEndings.has(word);
  const content = !ordinal && !stopWord && word.length !== 1;
  const namesMonth = capital || (word.length > 3 && !verbMonths.has(word));
  return {
    raw,
    kind: value === undefined ? 'word' : 'number',
    keys: [value === undefined ? stemmed : keyOfValue(value)],
    word,
    value,
    month: namesMonth ? monthOf(word) : undefined,
    place: placeOf(stemmed),
    capital,
    allCapitals,
    stopWord,
    content,
    contentAsName: content || (allCapitals && !ordinal),
  };
};
