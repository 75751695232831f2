import type { EntityType } from './entities.ts';
import { characterClass, classAt, lowerOf } from './names/characters.ts';
import { hashStart, hashStep } from './names/hashing.ts';

/** A value to look for: `exact`, or in capitals too. */
export type KnownForm = { text: string; entity: EntityType; score: number; exact: boolean };

/** Longer values are not looked for elsewhere: what is that long has a form of its own, by which it is found anywhere. */
const longestForm = 128;

/** So many forms of one hash are kept: more are one name in as many mixtures of small letters and capitals. */
const mostAlike = 8;

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

const writtenHash = (text: string, from: number): number => {
  let hash = hashStart;
  for (let at = from; at < text.length; at += 1) hash = hashStep(hash, text.charCodeAt(at));
  return hash;
};

/** A form, and how many units stand in front of its first word, such as the + of a telephone number. */
type Entry = { form: KnownForm; start: number };

const none: readonly Entry[] = [];

/**
 * Forms by the hash of what they are from their first word on: as they are written where they are looked for exactly, in
 * small letters where they are not.
 */
export class FormTable {
  count = 0;
  readonly #entries = new Map<number, Entry[]>();
  readonly #longest = new Map<number, number>();

  constructor(forms: readonly KnownForm[]) {
    for (const form of forms) if (form.text.length <= longestForm) this.#add(form);
  }

  #add(form: KnownForm): void {
    const { text } = form;
    let start = 0;
    while (start < text.length && !isOfWord(text.charCodeAt(start))) start += 1;
    if (start === text.length) return;
    const hash = form.exact ? writtenHash(text, start) : foldedHash(text, start, text.length);
    const alike = this.#entries.get(hash);
    if (alike === undefined) this.#entries.set(hash, [{ form, start }]);
    else if (alike.length === mostAlike || alike.some((entry) => isSame(entry.form, form))) return;
    else alike.push({ form, start });
    this.count += 1;
    const word = foldedHash(text, start, endOfWord(text, start));
    this.#longest.set(word, Math.max(this.#longest.get(word) ?? 0, text.length - start));
  }

  /** How many units the longest form has that begins with this word (`foldedHash`); 0 where none does. */
  longestFrom(word: number): number {
    return this.#longest.get(word) ?? 0;
  }

  /** Forms that may be what was read, by its hash as it is written and in small letters. */
  find(written: number, folded: number): readonly Entry[] {
    const one = this.#entries.get(written) ?? none;
    if (written === folded) return one;
    const other = this.#entries.get(folded) ?? none;
    return one.length === 0 ? other : other.length === 0 ? one : [...one, ...other];
  }
}

const isSame = (one: KnownForm, other: KnownForm): boolean =>
  one.text === other.text && one.entity === other.entity && one.exact === other.exact;
