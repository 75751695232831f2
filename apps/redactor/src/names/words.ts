import { characterClass, classAt, lowerOf } from './characters.ts';
import { hashStart, hashStep, mix } from './hashing.ts';
import { isEverydayWord, type Lexicon } from './lexicon.ts';
import { tokenKind } from './scan.ts';

/** How a token is capitalised, or what it is instead of a word. */
export const casing = {
  lower: 0,
  /** Anna */
  capital: 1,
  /** ANNA */
  upper: 2,
  /** A */
  initial: 3,
  /** McDonald, iPhone, eBay */
  mixed: 4,
  caseless: 5,
  number: 6,
  /** A4, 12b */
  code: 7,
  symbol: 8,
  newline: 9,
  address: 10,
  /** Beyond the text. */
  none: 11,
} as const;

/** What the tagger knows about a token by itself. All hashes are 32-bit. */
export type Word = {
  /** Its place in the `WordTable`; 0 for what is beyond the text. */
  readonly id: number;
  /** Of the token in small letters. */
  lower: number;
  casing: number;
  /** Of the classes of its characters, runs shortened. */
  shape: number;
  prefix2: number;
  prefix3: number;
  suffix1: number;
  suffix2: number;
  suffix3: number;
  suffix4: number;
  length: number;
  /** See `Lexicon`. */
  lexicon: number;
  /** An everyday word in small letters, or a symbol: no name by itself. */
  isPlain: boolean;
};

export const noWord: Word = {
  id: 0,
  lower: 1,
  casing: casing.none,
  shape: 1,
  prefix2: 1,
  prefix3: 1,
  suffix1: 1,
  suffix2: 1,
  suffix3: 1,
  suffix4: 1,
  length: 0,
  lexicon: 0,
  isPlain: true,
};

const { small, capital, digit, caseless } = characterClass;

/** What all line breaks have in common, and all addresses. */
const newline = { ...noWord, lower: 2, shape: 2, casing: casing.newline, length: 1, isPlain: false };
const address = { ...noWord, lower: 3, shape: 3, casing: casing.address, isPlain: false };

/** A word that nothing is known of yet. */
export const newWord = (id: number): Word => ({ ...noWord, id });

/** Where a token stands, and of which kind it is; see `Scan`. */
export type TokenPlace = { start: number; end: number; kind: number };

/**
 * Reads one token into a word. With `oneCase` its capitals say nothing: a word of a text in capitals and the same word of a
 * text without any are one.
 */
export const readWord = (
  text: string,
  { start, end, kind }: TokenPlace,
  { lexicon, oneCase }: { lexicon: Lexicon; oneCase: boolean },
  word: Word,
): void => {
  if (kind === tokenKind.newline) {
    Object.assign(word, newline, { id: word.id });
    return;
  }
  if (kind === tokenKind.address) {
    Object.assign(word, address, { id: word.id, length: end - start });
    return;
  }
  let lower = hashStart;
  let prefix2 = 0;
  let prefix3 = 0;
  let shape = hashStart;
  let smalls = 0;
  let capitals = 0;
  let digits = 0;
  let others = 0;
  let last = -1;
  let run = 0;
  for (let index = start; index < end; index += 1) {
    const unit = text.charCodeAt(index);
    lower = hashStep(lower, lowerOf(unit));
    if (index - start === 1) prefix2 = lower;
    if (index - start === 2) prefix3 = lower;
    let unitClass = classAt(unit);
    if (unitClass === small) smalls += 1;
    else if (unitClass === capital) capitals += 1;
    else if (unitClass === digit) digits += 1;
    else if (unitClass === caseless) others += 1;
    if (oneCase && unitClass === capital) unitClass = small;
    run = unitClass === last ? run + 1 : 0;
    last = unitClass;
    if (run < (unitClass === digit ? 6 : 2)) shape = hashStep(shape, unitClass);
  }
  const letters = smalls + capitals + others;
  const suffix = (length: number): number => suffixHash(text, Math.max(start, end - length), end);
  const answer = letters === 0 ? 0 : lexicon.find(lower);
  const cased = casingOf({ text, start, end, smalls, capitals, digits, letters, oneCase });
  word.lower = lower;
  word.casing = cased;
  word.shape = letters + digits === 0 ? lower : shape;
  word.prefix2 = prefix2;
  word.prefix3 = prefix3;
  word.suffix1 = suffix(1);
  word.suffix2 = suffix(2);
  word.suffix3 = suffix(3);
  word.suffix4 = suffix(4);
  word.length = end - start;
  word.lexicon = answer;
  word.isPlain = cased === casing.symbol || (!oneCase && cased === casing.lower && isEverydayWord(answer));
};

const suffixHash = (text: string, from: number, to: number): number => {
  let hash = mix(to - from, 7);
  for (let index = from; index < to; index += 1) hash = hashStep(hash, lowerOf(text.charCodeAt(index)));
  return hash;
};

type Counts = {
  text: string;
  start: number;
  end: number;
  smalls: number;
  capitals: number;
  digits: number;
  letters: number;
  oneCase: boolean;
};

const casingOf = ({ text, start, end, smalls, capitals, digits, letters, oneCase }: Counts): number => {
  if (letters === 0) return digits === 0 ? casing.symbol : casing.number;
  if (digits > 0) return casing.code;
  if (oneCase) return end - start === 1 ? casing.initial : casing.lower;
  if (capitals === 0) return smalls === 0 ? casing.caseless : casing.lower;
  if (smalls === 0) return letters === 1 ? casing.initial : casing.upper;
  return capitals === 1 && classAt(text.charCodeAt(start)) === capital ? casing.capital : casing.mixed;
};
