import type { EntityType } from './entities.ts';
import { HashBits } from './hash-bits.ts';
import { hashesOf, isOfWord } from './hashed-words.ts';
import { mix } from './names/hashing.ts';

/** A value to look for: `exact`, or in capitals too. */
export type KnownForm = { text: string; entity: EntityType; score: number; exact: boolean };

/** Longer values are not looked for elsewhere: what is that long has a form of its own, by which it is found anywhere. */
export const longestForm = 128;

/** So many forms of one key are kept: more are one value in as many mixtures of capitals and of signs between its words. */
const mostAlike = 16;

const leastSlots = 16;

/**
 * Forms by the key of their words, which says nothing of capitals and of what stands between words: whoever finds one looks
 * whether it is written there. Open addressing in typed arrays: a document may have a hundred thousand.
 */
export class FormTable {
  readonly forms: KnownForm[] = [];
  /** How many units stand in front of the first word of each form, such as the + of a telephone number. */
  readonly #starts: number[] = [];
  /** The next form of the same key, -1 for none. */
  readonly #next: number[] = [];
  /** Keys of forms; beside each the first form that has it, and one more than that: 0 in an empty slot. */
  readonly #keys: Int32Array;
  readonly #first: Int32Array;
  /** The keys of each form's words up to each of them but the last. */
  readonly #begun: HashBits;

  /** @param begins no form is looked for whose first word is none of these (`foldedHash`) */
  constructor(forms: readonly KnownForm[], begins?: HashBits) {
    let slots = leastSlots;
    while (slots < 2 * forms.length) slots *= 2;
    this.#keys = new Int32Array(slots);
    this.#first = new Int32Array(slots);
    // Four words a form, and more.
    this.#begun = new HashBits(2 * slots);
    for (const form of forms) if (form.text.length <= longestForm) this.#add(form, begins);
  }

  #add(form: KnownForm, begins: HashBits | undefined): void {
    const { text } = form;
    let start = 0;
    while (start < text.length && !isOfWord(text.charCodeAt(start))) start += 1;
    if (start === text.length) return;
    const words = hashesOf(text);
    if (begins?.mayHave(words[0]!) === false) return;
    const key = words.reduce(keyOfWords);
    const slot = slotOf(this.#keys, this.#first, key);
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
      this.#keys[slot] = key;
      this.#first[slot] = this.forms.length;
    }
    this.#begin(words);
  }

  #begin(words: readonly number[]): void {
    let key = words[0]!;
    for (let word = 1; word < words.length; word += 1) {
      this.#begun.add(key);
      key = keyOfWords(key, words[word]!);
    }
  }

  /** False where no form goes on behind words of this key. */
  mayGoOn(key: number): boolean {
    return this.#begun.mayHave(key);
  }

  /** The first form of a key: its number; -1 where there is none. */
  first(key: number): number {
    return this.#first[slotOf(this.#keys, this.#first, key)]! - 1;
  }

  /** The next form of the same key; -1 where there is none. */
  next(form: number): number {
    return this.#next[form]!;
  }

  /** How many units stand in front of the first word of a form. */
  startOf(form: number): number {
    return this.#starts[form]!;
  }
}

/** The key of some words and the next one; that of a single word is its hash (`foldedHash`). */
export const keyOfWords = (key: number, word: number): number => mix(key, word);

/** The slot of a key, or the empty one where it belongs. */
const slotOf = (keys: Int32Array, taken: Int32Array, key: number): number => {
  const last = keys.length - 1;
  let slot = (key ^ (key >>> 15)) & last;
  while (taken[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & last;
  return slot;
};

const isSame = (one: KnownForm, other: KnownForm): boolean =>
  one.text === other.text && one.entity === other.entity && one.exact === other.exact;
