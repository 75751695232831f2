import { characterClass, classAt, lowerOf } from './characters.ts';
import { hashStart, hashStep, mix } from './hashing.ts';
import { isEverydayWord, type Lexicon } from './lexicon.ts';
import { type Scan, tokenKind } from './scan.ts';

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

/** A text, its tokens, and what is known of words. */
export type TokensOf = { text: string; tokens: Scan; lexicon: Lexicon };

/**
 * Reads one token into a word. With `oneCase` its capitals say nothing: a word of a text in capitals and the same word of a
 * text without any are one.
 */
export const readWord = (
  { text, tokens, lexicon }: TokensOf,
  index: number,
  oneCase: boolean,
  word: Word,
): void => {
  const [start, end, kind] = [tokens.start[index]!, tokens.end[index]!, tokens.kind[index]!];
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
  for (let at = start; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    lower = hashStep(lower, lowerOf(unit));
    if (at - start === 1) prefix2 = lower;
    if (at - start === 2) prefix3 = lower;
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
  const answer = letters === 0 ? 0 : lexicon.find(lower);
  let cased = casingOf(smalls, capitals, digits, others);
  if (oneCase && cased <= casing.caseless) cased = end - start === 1 ? casing.initial : casing.lower;
  else if (cased === casing.capital && classAt(text.charCodeAt(start)) !== capital) cased = casing.mixed;
  word.lower = lower;
  word.casing = cased;
  word.shape = letters + digits === 0 ? lower : shape;
  word.prefix2 = prefix2;
  word.prefix3 = prefix3;
  word.suffix1 = suffixHash(text, Math.max(start, end - 1), end);
  word.suffix2 = suffixHash(text, Math.max(start, end - 2), end);
  word.suffix3 = suffixHash(text, Math.max(start, end - 3), end);
  word.suffix4 = suffixHash(text, Math.max(start, end - 4), end);
  word.length = end - start;
  word.lexicon = answer;
  word.isPlain = cased === casing.symbol || (!oneCase && cased === casing.lower && isEverydayWord(answer));
};

const suffixHash = (text: string, from: number, to: number): number => {
  let hash = mix(to - from, 7);
  for (let index = from; index < to; index += 1) hash = hashStep(hash, lowerOf(text.charCodeAt(index)));
  return hash;
};

/** By how many characters of each class a token has; a single capital is taken for its first letter. */
const casingOf = (smalls: number, capitals: number, digits: number, others: number): number => {
  const letters = smalls + capitals + others;
  if (letters === 0) return digits === 0 ? casing.symbol : casing.number;
  if (digits > 0) return casing.code;
  if (capitals === 0) return smalls === 0 ? casing.caseless : casing.lower;
  if (smalls === 0) return letters === 1 ? casing.initial : casing.upper;
  return capitals === 1 ? casing.capital : casing.mixed;
};
