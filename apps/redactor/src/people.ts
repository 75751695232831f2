import { nameParts } from './names/forms.ts';

/** The persons of a document: which of the names that were found mean the same one. */
export type People = {
  /** A key that all names of one person share. */
  keyOf(name: string): string;
  /** The fullest name that the document has for the person: what a placeholder is restored to. */
  fullNameOf(key: string): string;
};

/**
 * Tells which names belong together. Two full names are one person where the first and the last part agree
 * ("Anna Kovacs", "Kovacs, Anna", "ANNA M. KOVACS"); a part alone ("Kovacs"), or an initial with a surname
 * ("A. Kovacs"), means the only person who has it. Where two share it, it stays a name of its own: to
 * guess would put one person's words into another's mouth.
 */
export const recognisePeople = (names: readonly string[]): People => {
  const fullNames = new Map<string, string>();
  const owners = new Map<string, Set<string>>();
  for (const name of names) {
    const parts = orderedParts(name);
    if (parts.length < 2) continue;
    const key = `${parts[0]} ${parts.at(-1)}`;
    fullNames.set(key, better(fullNames.get(key), name));
    const initialForm = `${parts[0]![0]}. ${parts.at(-1)}`;
    for (const form of [...parts, initialForm]) owners.set(form, (owners.get(form) ?? new Set()).add(key));
  }

  const keyOf = (name: string): string => {
    const parts = orderedParts(name);
    if (parts.length > 1) return `${parts[0]} ${parts.at(-1)}`;
    const part = parts[0] ?? fold(name);
    const initial = /^(\p{L})\.? /u.exec(fold(name))?.[1];
    const candidates = owners.get(initial === undefined ? part : `${initial}. ${part}`);
    if (candidates?.size === 1) return [...candidates][0]!;
    return initial === undefined ? part : `${initial}. ${part}`;
  };
  for (const name of names) {
    const key = keyOf(name);
    if (!fullNames.has(key) || orderedParts(name).length < 2) {
      fullNames.set(key, better(fullNames.get(key), name));
    }
  }
  return { keyOf, fullNameOf: (key) => fullNames.get(key) ?? key };
};

const fold = (name: string): string => name.replace(/\s+/g, ' ').trim().toLowerCase();

/** The telling parts of a name in the usual order, in lower case: "Kovacs, Anna M." gives anna, kovacs. */
const orderedParts = (name: string): string[] => {
  const [family, given] = name.split(',', 2);
  const usual = given === undefined ? name : `${given} ${family}`;
  return nameParts(usual).map((part) => part.toLowerCase());
};

/** The name that says more: with capitals, without a comma, longer; the earlier one where both say the same. */
const better = (known: string | undefined, name: string): string =>
  known === undefined || worth(name) > worth(known) ? name : known;

const worth = (name: string): number =>
  (name === name.toUpperCase() || name === name.toLowerCase() ? 0 : 1000) +
  (name.includes(',') ? 0 : 500) +
  Math.min(name.length, 400);
