import { nameParts } from './names/forms.ts';

/** The persons of a document: which of the names that were found mean the same one. */
export type People = {
  /** A key that all names of one person share; `part` is where the name stands. */
  keyOf(name: string, part: number): string;
  /** The fullest name that the document has for the person: what a placeholder is restored to. */
  fullNameOf(key: string): string;
};

/**
 * Tells which names of a document belong together, given the names of each of its parts. Two full names are
 * one person where the first and the last word agree ("Anna Kovacs", "Kovacs, Anna", "ANNA M. KOVACS"). A
 * word alone ("Kovacs"), or an initial with a surname ("A. Kovacs"), means the only person of the same part
 * who has it, else the only one of the document. Where two share it, it stays a name of its own: to guess
 * would put one person's words into another's mouth.
 */
export const recognisePeople = (names: readonly (readonly string[])[]): People => {
  const everywhere = new Owners();
  const byPart = names.map(() => new Owners());
  const fullNames = new Map<string, string>();
  for (const [part, name] of numbered(names)) {
    const words = orderedWords(name);
    if (words.length < 2) continue;
    const key = fullKey(words);
    const initialed = `${words[0]![0]}. ${words.at(-1)}`;
    for (const form of [...words, initialed]) {
      everywhere.add(form, key);
      byPart[part]!.add(form, key);
    }
    fullNames.set(key, better(fullNames.get(key), name));
  }
  // "A. Kovacs" brings Anna into a part that never writes her name in full: "Kovacs" there may be hers.
  for (const [part, name] of numbered(names)) {
    const words = orderedWords(name);
    const initial = initialOf(name);
    const owner = initial === undefined ? undefined : everywhere.only(`${initial}. ${words[0]}`);
    if (words.length === 1 && owner !== undefined) byPart[part]!.add(words[0]!, owner);
  }
  const keyOf = (name: string, part: number): string => {
    const words = orderedWords(name);
    if (words.length > 1) return fullKey(words);
    const initial = initialOf(name);
    const form = `${initial === undefined ? '' : `${initial}. `}${words[0] ?? name.toLowerCase()}`;
    return byPart[part]?.only(form) ?? everywhere.only(form) ?? form;
  };
  for (const [part, name] of numbered(names)) {
    const key = keyOf(name, part);
    if (!fullNames.has(key)) fullNames.set(key, name);
  }
  return { keyOf, fullNameOf: (key) => fullNames.get(key) ?? key };
};

/** Who has a word in the name. */
class Owners {
  readonly #keys = new Map<string, Set<string>>();

  add(form: string, key: string): void {
    this.#keys.set(form, (this.#keys.get(form) ?? new Set()).add(key));
  }

  /** The key of the only one; undefined where there is none or more than one. */
  only(form: string): string | undefined {
    const keys = this.#keys.get(form);
    return keys?.size === 1 ? [...keys][0] : undefined;
  }
}

const numbered = (names: readonly (readonly string[])[]): [part: number, name: string][] =>
  names.flatMap((ofPart, part) => ofPart.map((name): [number, string] => [part, name]));

/** The initial that begins a name, in lower case. */
const initialOf = (name: string): string | undefined => /^(\p{L})(?:\. ?| )/u.exec(name)?.[1]?.toLowerCase();

const fullKey = (words: readonly string[]): string => `${words[0]} ${words.at(-1)}`;

/** The telling words of a name in the usual order, in lower case: "Kovacs, Anna M." gives anna, kovacs. */
const orderedWords = (name: string): string[] => {
  const [family, given] = name.split(',', 2);
  const usual = given === undefined ? name : `${given} ${family}`;
  return nameParts(usual).map((word) => word.toLowerCase());
};

/** The name that says more: with capitals, without a comma, longer; the earlier one where both say the same. */
const better = (known: string | undefined, name: string): string =>
  known === undefined || worth(name) > worth(known) ? name : known;

const worth = (name: string): number =>
  (name === name.toUpperCase() || name === name.toLowerCase() ? 0 : 1000) +
  (name.includes(',') ? 0 : 500) +
  Math.min(name.length, 400);
