import type { Place } from './firm-places.ts';
import { endOfWord, foldedHash, isOfWord } from './form-table.ts';
import { HashBits } from './hash-bits.ts';
import { characterClass, classAt } from './names/characters.ts';
import { nameParts } from './names/forms.ts';
import { mix } from './names/hashing.ts';

/**
 * How forms of names go on from one word to the next, and which signs they begin or end with. Where the bits say yes for
 * nothing, a place is looked through in which nothing new is found.
 */
export type Joints = {
  /** Hashes of two words that may stand behind one another in a form; see `nameForms`. */
  pairs: HashBits;
  /** Hashes of what may stand between two words of a form: a line break hardly ever does. */
  gaps: ReadonlySet<number>;
  signs: ReadonlySet<number>;
  /** Hashes of the words that a form may begin with. */
  words: HashBits;
};

/** With more words a name's pairs are worked out from its parts. */
const fewWords = 4;

/** A name and the hashes of its words, in order. */
export type NameWords = { name: string; words: readonly number[] };

/** Pairs of a name that are reckoned with: all of one with two words. */
const pairsOfName = 4;

/** The joints of all forms of these names. */
export const jointsOf = (names: readonly NameWords[]): Joints => {
  const pairs = new HashBits(pairsOfName * names.length);
  const gaps = new Set<number>([foldedHash(turned, 0, turned.length)]);
  const signs = new Set<number>();
  const beginnings = new HashBits(2 * names.length);
  for (const { name, words } of names) {
    for (const word of words) beginnings.add(word);
    addGaps(name, gaps);
    for (let at = 1; at < words.length; at += 1) pairs.add(mix(words[at - 1]!, words[at]!));
    if (words.length > fewWords) {
      const parts = nameParts(name);
      if (parts.length > 1) pairs.add(mix(hashesOf(parts.at(-1)!).at(-1) ?? 0, hashesOf(parts[0]!)[0] ?? 0));
    } else {
      for (const one of words) for (const other of words) pairs.add(mix(one, other));
    }
    for (let at = 0; at < name.length; at += 1) {
      const unit = name.charCodeAt(at);
      if (isOfWord(unit)) continue;
      if (at === 0 || at === name.length - 1 || !betweenParts.test(name[at]!)) signs.add(unit);
    }
  }
  return { pairs, gaps, signs, words: beginnings };
};

/** Between the words of "Kovacs, Anna". */
const turned = ', ';

const addGaps = (name: string, gaps: Set<number>): void => {
  for (let at = endOfWord(name, 0); at < name.length; ) {
    let next = at;
    while (next < name.length && !isOfWord(name.charCodeAt(next))) next += 1;
    gaps.add(foldedHash(name, at, next));
    at = endOfWord(name, next);
  }
};

const betweenParts = /[\s,.]/;

/** The hashes of the words of a text, in order. */
export const hashesOf = (text: string): number[] => {
  const hashes: number[] = [];
  for (let at = 0; at < text.length; ) {
    const to = endOfWord(text, at);
    if (to > at) hashes.push(foldedHash(text, at, to));
    at = Math.max(at + 1, to);
  }
  return hashes;
};

/** Words of a text: where they begin, and their hashes. */
export type LooseWords = { starts: number[]; hashes: number[] };

/**
 * The words of a text from which on forms of names are to be looked for: all that one begins with but those of a firm
 * place that no form leaves, whatever neighbour it takes along. What would be found from these lies inside of the place, or begins there and
 * is less sure; it would be dropped. With `covering` that moves edges, and only what lies inside is left out.
 */
export const looseWords = (
  text: string,
  firm: readonly Place[],
  joints: Joints,
  covering: boolean,
): LooseWords => {
  const loose: LooseWords = { starts: [], hashes: [] };
  let passed = 0;
  for (let at = 0; at < text.length; ) {
    const to = endOfWord(text, at);
    if (to === at) {
      at += 1;
      continue;
    }
    while (passed < firm.length && firm[passed]!.end <= at) passed += 1;
    const place = firm[passed];
    if (place?.start === at && isSettled(text, { place, before: firm[passed - 1], joints, covering })) {
      at = place.end;
      continue;
    }
    const hash = foldedHash(text, at, to);
    if (joints.words.mayHave(hash)) {
      loose.starts.push(at);
      loose.hashes.push(hash);
    }
    at = to;
  }
  return loose;
};

type Surroundings = {
  place: Place;
  /** The firm place in front of it. */
  before: Place | undefined;
  joints: Joints;
  covering: boolean;
};

const [blank, comma] = [...' ,'].map((character) => character.charCodeAt(0));

/** Whether nothing matters that begins with a word of the place. */
const isSettled = (
  text: string,
  { place: { start, end }, before, joints: { pairs, gaps, signs }, covering }: Surroundings,
): boolean => {
  const [front, behind] = [text.charCodeAt(start - 1), text.charCodeAt(end)];
  if (isJoined(front) || isJoined(behind) || signs.has(front) || signs.has(behind)) return false;
  const next = wordBehind(text, end);
  const last = wordBefore(text, end);
  if (next === undefined || last === undefined) return false;
  if (pairs.mayHave(mix(last, next)) && gaps.has(gapAt(text, end))) return false;
  // A neighbour in front: it matters less where it stands in a firm place itself, and not at its beginning.
  if (front === blank && isJoined(text.charCodeAt(start - 2))) {
    if (covering || before?.end !== start - 1 || isOneWord(text, before)) return false;
  }
  // A neighbour behind a comma.
  if (holds(text, comma, { start, end })) return false;
  if (behind !== comma || text.charCodeAt(end + 1) !== blank) return true;
  if (covering || isOneWord(text, { start, end })) return false;
  const previous = wordBefore(text, start);
  return (
    previous !== undefined && !pairs.mayHave(mix(previous, foldedHash(text, start, endOfWord(text, start))))
  );
};

/** Letters and digits, and what may hold two of them together, or be a half of one. */
const isJoined = (unit: number): boolean =>
  isOfWord(unit) ||
  unit === 0x27 ||
  unit === 0x2019 ||
  unit === 0x2d ||
  classAt(unit) === characterClass.mark ||
  (unit >= 0xd800 && unit < 0xe000);

const holds = (text: string, sign: number | undefined, { start, end }: Place): boolean => {
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) === sign) return true;
  return false;
};

const isOneWord = (text: string, place: Place): boolean => !holds(text, blank, place);

/** The hash of what stands between the words in front of a place and behind it. */
const gapAt = (text: string, at: number): number => {
  let from = at;
  while (from > 0 && !isOfWord(text.charCodeAt(from - 1))) from -= 1;
  let to = at;
  while (to < text.length && !isOfWord(text.charCodeAt(to))) to += 1;
  return foldedHash(text, from, to);
};

/** The next word is looked for so many units away. */
const widestGap = 8;

/** The hash of the last word in front of a place, that of no letters at the beginning; undefined where there may be one farther away. */
const wordBefore = (text: string, end: number): number | undefined => {
  let to = end;
  while (to > 0 && !isOfWord(text.charCodeAt(to - 1))) {
    if (end - to === widestGap) return undefined;
    to -= 1;
  }
  let from = to;
  while (from > 0 && isOfWord(text.charCodeAt(from - 1))) from -= 1;
  return foldedHash(text, from, to);
};

/** The hash of the first word behind a place, that of no letters at the end; undefined where there may be one farther away. */
const wordBehind = (text: string, start: number): number | undefined => {
  let from = start;
  while (from < text.length && !isOfWord(text.charCodeAt(from))) {
    if (from - start === widestGap) return undefined;
    from += 1;
  }
  return foldedHash(text, from, endOfWord(text, from));
};
