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
};

/**
 * Words repeat, and reading one costs more than looking it up. Bounded: each has one place, by its hash, and
 * leaves it to the next one that has the same.
 */
const known: (WordForm | undefined)[] = Array(1 << 16).fill(undefined);
const longestKnown = 40;

/** The form of the word, number, acronym, placeholder or sign that stands there in a text. */
export const wordForm = (text: string, start: number, end: number): WordForm => {
  const place = placeByHash(text, start, end);
  const found = known[place];
  if (found !== undefined && standsAt(found.raw, text, start, end)) return found;
  const raw = text.slice(start, end);
  if (raw.length > longestKnown) return read(raw);
  const form = read(ownCopy(raw));
  known[place] = form;
  return form;
};

/** FNV-1a over UTF-16 units, folded: the text itself is hashed, because a slice would have to be made first. */
const placeByHash = (text: string, start: number, end: number): number => {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 16)) & (known.length - 1);
};

const standsAt = (raw: string, text: string, start: number, end: number): boolean => {
  if (raw.length !== end - start) return false;
  for (let at = start; at < end; at += 1) {
    if (raw.charCodeAt(at - start) !== text.charCodeAt(at)) return false;
  }
  return true;
};

/** A slice of a text keeps all of the text in memory. */
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
});

/** Months that in small letters, or at a sentence's start, are rather verbs. */
export const verbMonths: ReadonlySet<string> = new Set(['may', 'march', 'mar']);

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
    allCapitals: /^[\p{Lu}\p{Nd}]{2,}$/u.test(raw),
    stopWord: stopWords.has(word),
  };
};
