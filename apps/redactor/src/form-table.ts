import type { EntityType } from './entities.ts';
import { HashBits } from './hash-bits.ts';
import { endOfWord, endsWord, foldedHash, isOfWord } from './hashed-words.ts';
import { lowerOf } from './names/characters.ts';
import { hashStart, hashStep } from './names/hashing.ts';

/** A value to look for: `exact`, or in capitals too. */
export type KnownForm = { text: string; entity: EntityType; score: number; exact: boolean };

/** Longer values are not looked for elsewhere: what is that long has a form of its own, by which it is found anywhere. */
export const longestForm = 128;

/** So many forms of one hash are kept: more are one name in as many mixtures of small letters and capitals. */
const mostAlike = 8;

const writtenHash = (text: string, from: number): number => {
  let hash = hashStart;
  for (let at = from; at < text.length; at += 1) hash = hashStep(hash, text.charCodeAt(at));
  return hash;
};

const leastSlots = 16;

/**
 * Forms by the hash of what they are from their first word on: as they are written where they are looked for exactly, in
 * small letters where they are not. Open addressing in typed arrays: a document may have a hundred thousand.
 */
export class FormTable {
  readonly forms: KnownForm[] = [];
  /** How many units stand in front of the first word of each form, such as the + of a telephone number. */
  readonly #starts: number[] = [];
  /** The next form of the same hash, -1 for none. */
  readonly #next: number[] = [];
  /** Hashes of forms; beside each the first form that has it, and one more than that: 0 in an empty slot. */
  readonly #hashes: Int32Array;
  readonly #first: Int32Array;
  /** Hashes of first words; beside each the units of the longest form that begins with it, 0 in an empty slot. */
  readonly #words: Int32Array;
  readonly #longest: Int32Array;
  /** The hashes of each form up to the end of each of its words. */
  readonly #begun: HashBits;

  /** @param begins no form is looked for whose first word is none of these (`foldedHash`) */
  constructor(forms: readonly KnownForm[], begins?: HashBits) {
    let slots = leastSlots;
    while (slots < 2 * forms.length) slots *= 2;
    this.#hashes = new Int32Array(slots);
    this.#first = new Int32Array(slots);
    this.#words = new Int32Array(slots);
    this.#longest = new Int32Array(slots);
    // Four words a form, and more.
    this.#begun = new HashBits(2 * slots);
    for (const form of forms) if (form.text.length <= longestForm) this.#add(form, begins);
  }

  #add(form: KnownForm, begins: HashBits | undefined): void {
    const { text } = form;
    let start = 0;
    while (start < text.length && !isOfWord(text.charCodeAt(start))) start += 1;
    if (start === text.length) return;
    const word = foldedHash(text, start, endOfWord(text, start));
    if (begins?.mayHave(word) === false) return;
    const hash = form.exact ? writtenHash(text, start) : foldedHash(text, start, text.length);
    const slot = slotOf(this.#hashes, this.#first, hash);
    let last = -1;
    let alike = 0;
    for (let at = this.#first[slot]! - 1; at >= 0; at = this.#next[at]!) {
      if (isSame(this.forms[at]!, form)) return;
      last = at;
      alike += 1;
    }
    if (alike === mostAlike) return;
    this.forms.push(form);
    this.#starts.push(start);
    this.#next.push(-1);
    if (last >= 0) this.#next[last] = this.forms.length - 1;
    else {
      this.#hashes[slot] = hash;
      this.#first[slot] = this.forms.length;
    }
    this.#begin(text, start);
    const wordSlot = slotOf(this.#words, this.#longest, word);
    this.#words[wordSlot] = word;
    this.#longest[wordSlot] = Math.max(this.#longest[wordSlot]!, text.length - start);
  }

  #begin(text: string, start: number): void {
    let hash = hashStart;
    for (let at = start; at < text.length; at += 1) {
      hash = hashStep(hash, lowerOf(text.charCodeAt(at)));
      if (endsWord(text, at)) this.#begun.add(hash);
    }
  }

  /** False where no form goes on as its hash up to the end of a word says (`foldedHash`). */
  mayGoOn(hash: number): boolean {
    return this.#begun.mayHave(hash);
  }

  /** How many units the longest form has that begins with this word (`foldedHash`); 0 where none does. */
  longestFrom(word: number): number {
    return this.#longest[slotOf(this.#words, this.#longest, word)]!;
  }

  /** The first form of a hash, as it is written or in small letters: its number; -1 where there is none. */
  first(hash: number): number {
    return this.#first[slotOf(this.#hashes, this.#first, hash)]! - 1;
  }

  /** The next form of the same hash; -1 where there is none. */
  next(form: number): number {
    return this.#next[form]!;
  }

  /** How many units stand in front of the first word of a form. */
  startOf(form: number): number {
    return this.#starts[form]!;
  }
}

/** The slot of a hash, or the empty one where it belongs. */
const slotOf = (hashes: Int32Array, taken: Int32Array, hash: number): number => {
  const last = hashes.length - 1;
  let slot = (hash ^ (hash >>> 15)) & last;
  while (taken[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & last;
  return slot;
};

const isSame = (one: KnownForm, other: KnownForm): boolean =>
  one.text === other.text && one.entity === other.entity && one.exact === other.exact;
