import { randomInt } from 'node:crypto';
import { characterClass, classAt } from './characters.ts';
import { hashStep } from './hashing.ts';

/** What a token is. */
export const tokenKind = {
  word: 0,
  number: 1,
  symbol: 2,
  newline: 3,
  /** An e-mail address, a URL or a handle: found by others, a landmark here. */
  address: 4,
} as const;

/** The tokens of a text in order, column by column: offsets are UTF-16 units, end exclusive. */
export type Scan = {
  count: number;
  start: Int32Array;
  end: Int32Array;
  kind: Uint8Array;
  /** Two hashes of the token as it is written, with a salt of this process. */
  written: Int32Array;
  check: Int32Array;
};

const { small, capital, digit, space, newline, mark, caseless } = characterClass;

const isLetter = (unitClass: number): boolean =>
  unitClass === small || unitClass === capital || unitClass === caseless;
const continues = (unitClass: number): boolean =>
  isLetter(unitClass) || unitClass === mark || unitClass === digit;

const at = 0x40;
const apostrophe = 0x27;
const curled = 0x2019;
const slash = 0x2f;
const colon = 0x3a;
const underscore = 0x5f;

/**
 * Cuts a text into words (letters and digits, with an apostrophe inside: O'Brien; not a possessive's), symbols, line
 * breaks, and runs that hold an at sign or `://`. Linear in the text.
 */
export const scan = (text: string): Scan => {
  const { length } = text;
  const tokens: Scan = {
    count: 0,
    start: new Int32Array(length),
    end: new Int32Array(length),
    kind: new Uint8Array(length),
    written: new Int32Array(length),
    check: new Int32Array(length),
  };
  let from = 0;
  // Up to here no address begins: a search that found none is not made again for every word of the same run.
  let searched = 0;
  while (from < length) {
    const unitClass = classAt(text.charCodeAt(from));
    if (unitClass === space) {
      from += 1;
      continue;
    }
    let to = from + 1;
    let kind: number = tokenKind.symbol;
    if (unitClass === newline) {
      kind = tokenKind.newline;
      while (to < length && isBreak(classAt(text.charCodeAt(to)))) to += 1;
    } else if (continues(unitClass)) {
      to = endOfWord(text, from);
      kind = unitClass === digit ? tokenKind.number : tokenKind.word;
      if (to > searched) {
        const joint = jointOfAddress(text, from, to);
        searched = Math.abs(joint);
        if (joint > 0) {
          to = endOfVisible(text, joint);
          kind = tokenKind.address;
        }
      }
    } else if (
      text.charCodeAt(from) === at &&
      from + 1 < length &&
      continues(classAt(text.charCodeAt(from + 1)))
    ) {
      to = endOfHandle(text, from + 1);
      kind = tokenKind.address;
    }
    const index = tokens.count;
    tokens.start[index] = from;
    tokens.end[index] = to;
    tokens.kind[index] = kind;
    tokens.count += 1;
    // Breaks of any length are one.
    writeHashes(tokens, text, kind === tokenKind.newline ? from + 1 : to);
    from = to;
  }
  return tokens;
};

const isBreak = (unitClass: number): boolean => unitClass === newline || unitClass === space;

const writtenSalt = randomInt(2 ** 32) | 0;
const checkSalt = randomInt(2 ** 32) | 0;

/** Writes the hashes of the last token, which ends at `to`. */
const writeHashes = ({ count, start, written, check }: Scan, text: string, to: number): void => {
  let first = writtenSalt;
  let second = checkSalt;
  for (let index = start[count - 1]!; index < to; index += 1) {
    const unit = text.charCodeAt(index);
    first = hashStep(first, unit);
    second = Math.imul(second + unit, 0x9e3779b1) ^ (second >>> 15);
  }
  written[count - 1] = first;
  check[count - 1] = second;
};

const endOfWord = (text: string, from: number): number => {
  let to = from + 1;
  while (to < text.length) {
    const unit = text.charCodeAt(to);
    if (continues(classAt(unit))) {
      to += 1;
    } else if ((unit === apostrophe || unit === curled) && joinsName(text, from, to)) {
      to += 2;
    } else {
      return to;
    }
  }
  return to;
};

/** O'Brien, D’Angelo, N'Golo: at most two letters in front of the apostrophe, a letter and more behind it. */
const joinsName = (text: string, from: number, to: number): boolean =>
  to - from <= 2 &&
  classAt(text.charCodeAt(from)) === capital &&
  to + 2 < text.length &&
  isLetter(classAt(text.charCodeAt(to + 1))) &&
  isLetter(classAt(text.charCodeAt(to + 2)));

/** Most units of one address: a longer run is no address, and the search for its end stays bounded. */
const longestAddress = 256;

/**
 * Where the at sign or the `://` of the address stands that begins with this word; where there is none, the place up
 * to which it was looked for, as a negative number.
 */
const jointOfAddress = (text: string, from: number, to: number): number => {
  const stop = Math.min(text.length, from + longestAddress);
  let index = to;
  for (; index < stop; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === at) return index;
    if (unit === colon && text.charCodeAt(index + 1) === slash && text.charCodeAt(index + 2) === slash)
      return index;
    if (!continues(classAt(unit)) && !isInsideLocalPart(unit)) break;
  }
  return -index;
};

const insideLocalPart = new Set([...'._+-'].map((character) => character.charCodeAt(0)));
const isInsideLocalPart = (unit: number): boolean => insideLocalPart.has(unit);

const outsideAddress = new Set([...'<>()[]{}"\'`,;|“”’'].map((character) => character.charCodeAt(0)));

const endOfVisible = (text: string, from: number): number => {
  let to = from + 1;
  while (to < text.length) {
    const unit = text.charCodeAt(to);
    const unitClass = classAt(unit);
    if (unitClass === space || unitClass === newline || outsideAddress.has(unit)) break;
    to += 1;
  }
  while (to > from + 1 && classAt(text.charCodeAt(to - 1)) === characterClass.symbol) to -= 1;
  return to;
};

const endOfHandle = (text: string, from: number): number => {
  let to = from;
  while (to < text.length) {
    const unit = text.charCodeAt(to);
    if (!continues(classAt(unit)) && unit !== underscore) break;
    to += 1;
  }
  return to;
};
