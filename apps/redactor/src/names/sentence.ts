import { characterClass, classAt } from './characters.ts';
import { hashStart, mix } from './hashing.ts';
import type { Lexicon } from './lexicon.ts';
import { type Scan, scan, tokenKind } from './scan.ts';
import { WordTable } from './word-table.ts';
import { casing, noWord, readWord, type TokensOf, type Word } from './words.ts';

/** One text as the tagger reads it, column by column, one entry a token. */
export type Reading = {
  tokens: Scan;
  words: Word[];
  /** 1 where the line is in one case. */
  oneCase: Uint8Array;
  /** 1 where a sentence begins. */
  begins: Uint8Array;
  /** The token in front of the run of capitalised words that this one is in, and the one behind it. */
  before: Int32Array;
  after: Int32Array;
  /** Hash of the label of the line: what stands in front of its first colon or bar. 0 where there is none. */
  label: Int32Array;
  /** How the line is written: its length and its share of capitalised words. */
  line: Uint8Array;
  memory: Memory;
  /** 1 for an everyday word between everyday words: no part of a name, and most of a text is such. */
  isPlain: Uint8Array;
};

/** What a text says about a word elsewhere. */
export const seen = { small: 1, capital: 2, often: 4 } as const;

/** Words of a text by the hash of the word in small letters; see `seen`. */
export type Memory = Map<number, number>;

/** Reads one text; words that `known` has are not read again. Linear in the text. */
export const readText = (text: string, lexicon: Lexicon, known = new WordTable()): Reading => {
  const tokens = scan(text);
  const { count } = tokens;
  const reading: Reading = {
    tokens,
    words: new Array<Word>(count),
    oneCase: new Uint8Array(count),
    begins: new Uint8Array(count),
    before: new Int32Array(count),
    after: new Int32Array(count),
    label: new Int32Array(count),
    line: new Uint8Array(count),
    memory: new Map(),
    isPlain: new Uint8Array(count),
  };
  const context = { source: { text, tokens, lexicon }, reading, known, smallText: isSmall(text) };
  for (let from = 0; from < count; ) {
    let to = from;
    while (to < count && tokens.kind[to] !== tokenKind.newline) to += 1;
    readLine({ from, to: Math.min(count, to + 1) }, context);
    from = to + 1;
  }
  markRuns(reading);
  markPlain(reading);
  remember(reading);
  return reading;
};

/** Under one letter in fifty is a capital: names in small letters are to be expected. */
const isSmall = (text: string): boolean => {
  let smalls = 0;
  let capitals = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unitClass = classAt(text.charCodeAt(index));
    if (unitClass === characterClass.small) smalls += 1;
    else if (unitClass === characterClass.capital) capitals += 1;
  }
  return capitals * 50 < smalls;
};

type LineContext = { source: TokensOf; reading: Reading; known: WordTable; smallText: boolean };

const readLine = (
  { from, to }: { from: number; to: number },
  { source, reading, known, smallText }: LineContext,
): void => {
  const { text, tokens } = source;
  const { words } = reading;
  const oneCase = isOneCase(text, tokens, from, to, smallText);
  let lettered = 0;
  let capitalised = 0;
  let label = 0;
  let labelled = 0;
  let begins = true;
  for (let index = from; index < to; index += 1) {
    const key = oneCase ? ~tokens.written[index]! : tokens.written[index]!;
    let word = known.find(key, tokens.check[index]!);
    if (word === undefined) {
      word = known.add(key, tokens.check[index]!);
      readWord(source, index, oneCase, word);
    }
    words[index] = word;
    reading.oneCase[index] = oneCase ? 1 : 0;
    reading.begins[index] = begins ? 1 : 0;
    reading.label[index] = labelled;
    if (word.casing <= casing.mixed) {
      lettered += 1;
      if (word.casing === casing.capital || word.casing === casing.upper) capitalised += 1;
      label = mix(label, word.lower);
      begins = false;
    } else if (word.casing === casing.symbol) {
      const unit = text.charCodeAt(tokens.start[index]!);
      if (unit === colon || unit === bar || unit === equals) {
        labelled = label;
        label = hashStart;
      } else if (unit === comma || unit === semicolon || unit === brace) {
        labelled = unit === comma ? labelled : 0;
        label = hashStart;
      } else if (unit === fullStop || unit === exclamation || unit === question) {
        begins = true;
        labelled = 0;
        label = hashStart;
      }
    } else if (word.casing === casing.number || word.casing === casing.code) {
      begins = false;
    }
  }
  const share = lettered === 0 ? 0 : Math.round((3 * capitalised) / lettered);
  const length = lettered <= 1 ? 0 : lettered <= 4 ? 1 : lettered <= 10 ? 2 : 3;
  reading.line.fill(length * 4 + share, from, to);
};

const [colon, bar, equals, comma, semicolon, brace, fullStop, exclamation, question] = [...':|=,;{.!?'].map(
  (character) => character.charCodeAt(0),
);

/** All letters of the line are capitals, in two words at least; or it has none, and the text has hardly any. */
const isOneCase = (text: string, tokens: Scan, from: number, to: number, smallText: boolean): boolean => {
  let smalls = 0;
  let capitals = 0;
  let words = 0;
  for (let index = from; index < to; index += 1) {
    if (tokens.kind[index] !== tokenKind.word) continue;
    words += 1;
    for (let at = tokens.start[index]!; at < tokens.end[index]!; at += 1) {
      const unitClass = classAt(text.charCodeAt(at));
      if (unitClass === characterClass.small) smalls += 1;
      else if (unitClass === characterClass.capital) capitals += 1;
      if (smalls > 0 && capitals > 0) return false;
    }
  }
  return capitals > 0 ? words > 1 : smallText;
};

/** Marks for every token what stands around the run of capitalised words that it is in. */
const markRuns = ({ words, before, after, tokens: { count } }: Reading): void => {
  for (let index = 0, last = -1; index < count; index += 1) {
    before[index] = last;
    if (!runsOn(words[index]!)) last = index;
  }
  for (let index = count - 1, next = count; index >= 0; index -= 1) {
    after[index] = next;
    if (!runsOn(words[index]!)) next = index;
  }
};

const runsOn = (word: Word): boolean =>
  word.casing === casing.capital ||
  word.casing === casing.upper ||
  word.casing === casing.initial ||
  word.casing === casing.mixed;

const markPlain = ({ words, isPlain, tokens: { count } }: Reading): void => {
  let before = true;
  let own = count > 0 && words[0]!.isPlain;
  for (let index = 0; index < count; index += 1) {
    const next = index + 1 === count || words[index + 1]!.isPlain;
    if (before && own && next) isPlain[index] = 1;
    before = own;
    own = next;
  }
};

const remember = ({ words, begins, memory, tokens: { count } }: Reading): void => {
  for (let index = 0; index < count; index += 1) {
    const word = words[index]!;
    if (word.length < 3) continue;
    if (word.casing === casing.lower) memory.set(word.lower, (memory.get(word.lower) ?? 0) | seen.small);
    else if (word.casing === casing.capital && begins[index] === 0) {
      const known = memory.get(word.lower) ?? 0;
      memory.set(word.lower, known | (known & seen.capital ? seen.often : seen.capital));
    }
  }
};

/** The word at a place; beyond the text, none. */
export const wordAt = ({ words, tokens }: Reading, index: number): Word =>
  index < 0 || index >= tokens.count ? noWord : words[index]!;
