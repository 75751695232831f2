import type { FirmPlace, Place } from './firm-places.ts';
import { HashBits } from './hash-bits.ts';
import { endOfWord, foldedHash, type HashedWords, isOfWord, type SomeWords } from './hashed-words.ts';
import { findingAt } from './known-values.ts';
import { characterClass, classAt } from './names/characters.ts';
import { nameParts, personForm } from './names/forms.ts';
import { mix } from './names/hashing.ts';
import type { Finding } from './recognizers/recognizer.ts';

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

/** Words to look from, and the places that need no looking for. */
export type LooseWords = SomeWords & {
  /** Settled places whose name is found there once more. */
  again: Finding[];
};

/** A text, its words, and what `isSettled` reckons with besides. */
type Reading = { text: string; words: HashedWords; joints: Joints; covering: boolean };

/**
 * The words of a text from which on forms of names are to be looked for: all that one begins with but those of a firm
 * place that no form leaves, whatever neighbour it takes along. What would be found from these lies inside of the place, or
 * begins there and is less sure; it would be dropped. With `covering` that moves edges, and only what lies inside is left
 * out. Nor need a place be looked into that is a name's own and that no form reaches into, either: what is found there is that name.
 */
export const looseWords = (reading: Reading, firm: readonly FirmPlace[]): LooseWords => {
  const { words, joints } = reading;
  const { starts, hashes } = words;
  const loose: LooseWords = { starts: [], hashes: [], again: [] };
  let passed = 0;
  for (let word = 0; word < starts.length; word += 1) {
    const start = starts[word]!;
    while (passed < firm.length && firm[passed]!.end <= start) passed += 1;
    const place = firm[passed];
    if (place?.start === start) {
      const last = lastIn(place, words, word);
      if (settle(reading, { place, before: firm[passed - 1], first: word, last }, loose.again)) {
        word = last;
        continue;
      }
    }
    const hash = hashes[word]!;
    if (joints.words.mayHave(hash)) {
      loose.starts.push(start);
      loose.hashes.push(hash);
    }
  }
  return loose;
};

/** The last word that begins in a place, by the first. */
const lastIn = ({ end }: Place, { starts }: HashedWords, first: number): number => {
  let last = first;
  while (last + 1 < starts.length && starts[last + 1]! < end) last += 1;
  return last;
};

type Settling = {
  place: FirmPlace;
  /** The firm place in front of it. */
  before: FirmPlace | undefined;
  /** Its words. */
  first: number;
  last: number;
};

const [blank, comma] = [...' ,'].map((character) => character.charCodeAt(0));

/** Whether a place needs no looking into; adds what is found there once more. */
const settle = (reading: Reading, settling: Settling, again: Finding[]): boolean => {
  if (!isSettled(reading, settling)) return false;
  if (settling.place.isSure) return true;
  const found = isReached(reading, settling) ? undefined : nameAt(reading.text, settling.place);
  if (found === undefined) return false;
  again.push(found);
  return true;
};

/** Whether a form from in front may reach into a place, or one in it may take a neighbour along that stands outside. */
const isReached = (
  { text, words: { starts, ends, hashes }, joints: { pairs, gaps } }: Reading,
  { place: { start, end }, first }: Settling,
): boolean => {
  if (text.startsWith(turned, Math.max(0, start - turned.length)) || text.startsWith(turned, end))
    return true;
  return (
    first > 0 &&
    pairs.mayHave(mix(hashes[first - 1]!, hashes[first]!)) &&
    gaps.has(foldedHash(text, ends[first - 1]!, starts[first]!))
  );
};

/** A known name where it is written; undefined where it is a part of something else, or takes a neighbour along. */
const nameAt = (text: string, { start, end }: Place): Finding | undefined => {
  const found = findingAt(personForm(text.slice(start, end)), text, start, end);
  return found?.start === start && found.end === end ? found : undefined;
};

/** Whether nothing matters that begins with a word of the place. */
const isSettled = (
  { text, words: { starts, ends, hashes }, joints: { pairs, gaps, signs }, covering }: Reading,
  { place: { start, end }, before, first, last }: Settling,
): boolean => {
  const [front, behind] = [text.charCodeAt(start - 1), text.charCodeAt(end)];
  if (isJoined(front) || isJoined(behind) || signs.has(front) || signs.has(behind)) return false;
  if (
    last + 1 < hashes.length &&
    pairs.mayHave(mix(hashes[last]!, hashes[last + 1]!)) &&
    gaps.has(foldedHash(text, ends[last]!, starts[last + 1]!))
  )
    return false;
  // A neighbour in front: it matters less where it stands in a firm place itself, and not at its beginning.
  if (front === blank && isJoined(text.charCodeAt(start - 2))) {
    if (covering || !before?.isSure || before.end !== start - 1 || isOneWord(text, before)) return false;
  }
  // A neighbour behind a comma.
  if (holds(text, comma, { start, end })) return false;
  if (behind !== comma || text.charCodeAt(end + 1) !== blank) return true;
  if (covering || isOneWord(text, { start, end })) return false;
  return first === 0 || !pairs.mayHave(mix(hashes[first - 1]!, hashes[first]!));
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
