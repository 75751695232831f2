import { HashBits } from './hash-bits.ts';
import { endOfWord, foldedHash, hashesOf, isOfWord } from './hashed-words.ts';
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
      for (let one = 0; one < words.length; one += 1)
        for (let other = 0; other < words.length; other += 1) pairs.add(mix(words[one]!, words[other]!));
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
export const turned = ', ';

const addGaps = (name: string, gaps: Set<number>): void => {
  for (let at = endOfWord(name, 0); at < name.length; ) {
    let next = at;
    while (next < name.length && !isOfWord(name.charCodeAt(next))) next += 1;
    gaps.add(foldedHash(name, at, next));
    at = endOfWord(name, next);
  }
};

const betweenParts = /[\s,.]/;
