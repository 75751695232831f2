import type { KnownForm } from '../form-table.ts';
import { loadNames } from './find-names.ts';
import { hashOf } from './hashing.ts';
import { isOnlyGivenName } from './lexicon.ts';
import { commonWords, notPersonWords, particles, places } from './word-lists.ts';

/** The score of what is found because a name is known. */
export const formScore = 0.6;

/** Words that are no part that can stand for a person, in small letters. */
const noParts: ReadonlySet<string> = new Set([...particles, ...commonWords, ...notPersonWords, ...places]);

/** The parts of a name that can stand for the person: no initials, particles or everyday words. */
export const nameParts = (name: string): string[] =>
  name.split(/[\s,.]+/).filter((part) => part.length > 2 && !noParts.has(part.toLowerCase()));

/**
 * What to look for in the whole document once these names are known: the names themselves, their parts, and
 * both in capitals. The full name counts as "Kovacs, Anna" too, and in small letters where the given name is a known one.
 */
export const nameForms = (names: readonly string[]): KnownForm[] => {
  const { lexicon } = loadNames();
  const texts = new Set<string>();
  for (const name of new Set(names)) {
    const parts = nameParts(name);
    texts.add(name);
    if (parts.length > 1) {
      if (isOnlyGivenName(lexicon.find(hashOf(parts[0]!.toLowerCase())))) texts.add(name.toLowerCase());
      texts.add(`${parts.at(-1)}, ${parts[0]}`);
    }
    for (const part of parts) texts.add(part);
  }
  return Array.from(texts, personForm);
};

/** A name, or a part of one, to look for. */
export const personForm = (text: string): KnownForm => ({
  text,
  entity: 'PERSON',
  score: formScore,
  exact: false,
});
