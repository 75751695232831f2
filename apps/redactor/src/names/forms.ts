import type { KnownForm } from '../form-table.ts';
import { loadNames } from './find-names.ts';
import { hashOf } from './hashing.ts';
import { isOnlyGivenName } from './lexicon.ts';
import { commonWords, notPersonWords, particles, places } from './word-lists.ts';

const score = 0.6;

/** The parts of a name that can stand for the person: no initials, particles or everyday words. */
export const nameParts = (name: string): string[] =>
  name
    .split(/[\s,.]+/)
    .filter(
      (part) =>
        part.length > 2 &&
        !particles.has(part.toLowerCase()) &&
        !commonWords.has(part.toLowerCase()) &&
        !notPersonWords.has(part.toLowerCase()) &&
        !places.has(part.toLowerCase()),
    );

/**
 * What to look for in the whole document once these names are known: the names themselves, their parts, and
 * both in capitals. The full name counts as "Kovacs, Anna" too, and in small letters where the given name is a known one.
 */
export const nameForms = (names: readonly string[]): KnownForm[] => {
  const { lexicon } = loadNames();
  return [...new Set(names)].flatMap((name) => {
    const parts = nameParts(name);
    const small = isOnlyGivenName(lexicon.find(hashOf(parts[0]?.toLowerCase() ?? '')))
      ? [name.toLowerCase()]
      : [];
    const whole = parts.length > 1 ? [...small, `${parts.at(-1)}, ${parts[0]}`] : [];
    const texts = [name, ...whole, ...parts];
    return [...new Set(texts)].map((text) => ({ text, entity: 'PERSON' as const, score, exact: false }));
  });
};
