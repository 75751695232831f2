import type { FirmPlace, Place } from './firm-places.ts';
import { foldedHash, type HashedWords, isOfWord } from './hashed-words.ts';
import { type Joints, turned } from './joints.ts';
import { findingAt } from './known-values.ts';
import { characterClass, classAt, isHalf, joinsLetters } from './names/characters.ts';
import { personForm } from './names/forms.ts';
import { mix } from './names/hashing.ts';
import type { Finding } from './recognizers/recognizer.ts';

/** Words to look from, and the places that need no looking for. */
export type LooseWords = {
  /** Numbers of words, in order. */
  words: number[];
  /** Settled places whose name is found there once more. */
  again: Finding[];
};

/** A text, its words, and what `isSettled` reckons with besides. */
type Reading = { text: string; words: HashedWords; joints: Joints; covering: boolean };

/**
 * The words of a text from which on forms of names are to be looked for: all that one begins with but those of a firm
 * place that no form leaves, whatever neighbour it takes along. What would be found from these lies inside of the place, or
 * begins there and is less sure; it would be dropped. With `covering` that moves edges, and only what lies inside is left
 * out. Nor need a place be looked into that is a name's own and that no form reaches into, either: what is found there is
 * that name.
 */
export const looseWords = (reading: Reading, firm: readonly FirmPlace[]): LooseWords => {
  const { words, joints } = reading;
  const { starts, hashes } = words;
  const loose: LooseWords = { words: [], again: [] };
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
    if (joints.words.mayHave(hashes[word]!)) loose.words.push(word);
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

/** Whether a form may go on from a word of the text to the next one; -1 stands before the first. */
const mayGoOn = (
  { text, words: { starts, ends, hashes }, joints: { pairs, gaps } }: Reading,
  word: number,
): boolean =>
  word >= 0 &&
  word + 1 < hashes.length &&
  pairs.mayHave(mix(hashes[word]!, hashes[word + 1]!)) &&
  gaps.has(foldedHash(text, ends[word]!, starts[word + 1]!));

/** Whether a form from in front may reach into a place, or one in it may take a neighbour along that stands outside. */
const isReached = (reading: Reading, { place: { start, end }, first }: Settling): boolean =>
  reading.text.startsWith(turned, Math.max(0, start - turned.length)) ||
  reading.text.startsWith(turned, end) ||
  mayGoOn(reading, first - 1);

/** A known name where it is written; undefined where it is a part of something else, or takes a neighbour along. */
const nameAt = (text: string, { start, end }: Place): Finding | undefined => {
  const found = findingAt(personForm(text.slice(start, end)), text, start, end);
  return found?.start === start && found.end === end ? found : undefined;
};

/** Whether nothing matters that begins with a word of the place. */
const isSettled = (reading: Reading, { place: { start, end }, before, first, last }: Settling): boolean => {
  const {
    text,
    words: { hashes },
    joints: { pairs, signs },
    covering,
  } = reading;
  const front = text.charCodeAt(start - 1);
  const behind = text.charCodeAt(end);
  if (isJoined(front) || isJoined(behind) || signs.has(front) || signs.has(behind)) return false;
  if (mayGoOn(reading, last)) return false;
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
  isOfWord(unit) || joinsLetters(unit) || classAt(unit) === characterClass.mark || isHalf(unit);

const holds = (text: string, sign: number | undefined, { start, end }: Place): boolean => {
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) === sign) return true;
  return false;
};

const isOneWord = (text: string, place: Place): boolean => !holds(text, blank, place);
