import { characterClass, classAt, lowerOf } from './names/characters.ts';
import { hashStart, hashStep } from './names/hashing.ts';

const { small, capital, digit, caseless } = characterClass;

/** Letters and digits. */
export const isOfWord = (unit: number): boolean => {
  const unitClass = classAt(unit);
  return unitClass === small || unitClass === capital || unitClass === digit || unitClass === caseless;
};

/** Where the run of letters and digits ends that begins at a place; the place itself where none does. */
export const endOfWord = (text: string, from: number): number => {
  let to = from;
  while (to < text.length && isOfWord(text.charCodeAt(to))) to += 1;
  return to;
};

/** The hash of a part of a text in small letters. */
export const foldedHash = (text: string, from: number, to: number): number => {
  let hash = hashStart;
  for (let at = from; at < to; at += 1) hash = hashStep(hash, lowerOf(text.charCodeAt(at)));
  return hash;
};

/** The words of a text, in order: where each begins and ends, and its hash (`foldedHash`). */
export type HashedWords = { starts: Int32Array; ends: Int32Array; hashes: Int32Array };

/** Of each UTF-16 unit that is a letter or digit the small letter; 0 of others. */
const foldedUnits = Uint16Array.from({ length: 65536 }, (_, unit) => (isOfWord(unit) ? lowerOf(unit) : 0));

export const hashedWordsOf = (text: string): HashedWords => {
  // No word touches the next.
  const most = (text.length + 1) >> 1;
  const [starts, ends, hashes] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    let unit = foldedUnits[text.charCodeAt(at)]!;
    if (unit === 0) continue;
    starts[count] = at;
    let hash = hashStart;
    while (unit !== 0) {
      hash = hashStep(hash, unit);
      at += 1;
      unit = at < text.length ? foldedUnits[text.charCodeAt(at)]! : 0;
    }
    ends[count] = at;
    hashes[count] = hash;
    count += 1;
  }
  return {
    starts: starts.subarray(0, count),
    ends: ends.subarray(0, count),
    hashes: hashes.subarray(0, count),
  };
};

/** The hashes alone, of a text as short as a name: there may be tens of thousands, which want no arrays of their own. */
export const hashesOf = (text: string): number[] => {
  const hashes: number[] = [];
  for (let at = 0; at < text.length; ) {
    const to = endOfWord(text, at);
    if (to > at) hashes.push(foldedHash(text, at, to));
    at = Math.max(at + 1, to);
  }
  return hashes;
};
