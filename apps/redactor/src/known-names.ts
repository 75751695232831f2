import { inOrderOf, reachOf } from './findings-in-order.ts';
import { firmPlaces, type Place } from './firm-places.ts';
import { FormTable, longestForm } from './form-table.ts';
import { HashBits } from './hash-bits.ts';
import { type HashedWords, hashesOf } from './hashed-words.ts';
import { jointsOf } from './joints.ts';
import { outermostOf } from './known-values.ts';
import { looseWords } from './loose-words.ts';
import { formScore, nameForms } from './names/forms.ts';
import type { Finding } from './recognizers/recognizer.ts';

/** A part of a document: its text, the words of that, and what is known to be in it. */
export type KnownPart = { text: string; words: HashedWords; found: readonly Finding[] };

/**
 * Where the parts of a document have names of these persons, or parts of them, again; what `withoutOverlaps` would drop for
 * what is known to be there may be left out. In a list of names nearly all of it is. Linear in the texts and the names.
 */
export const occurrencesOfNames = (
  parts: readonly KnownPart[],
  persons: ReadonlySet<string>,
  covering = false,
): Finding[][] => {
  if (persons.size === 0) return parts.map(() => []);
  const names = Array.from(persons, (name) => ({ name, words: hashesOf(name) }));
  const joints = jointsOf(names);
  const inOrder = parts.map(({ found }) => inOrderOf(found));
  const loose = parts.map(({ text, words }, part) => {
    const isAgain = ({ start, end }: Place): boolean =>
      end - start <= longestForm && persons.has(text.slice(start, end));
    const firm = firmPlaces(inOrder[part]!, formScore, isAgain);
    return looseWords({ text, words, joints, covering }, firm);
  });
  const begun = new HashBits(loose.reduce((sum, { words }) => sum + words.length, 0));
  for (const [part, { words }] of loose.entries())
    for (const word of words) begun.add(parts[part]!.words.hashes[word]!);
  // Every form of a name begins with one of its words.
  const left = names.filter(({ words }) => words.some((word) => begun.mayHave(word)));
  const forms = new FormTable(nameForms(left.map(({ name }) => name)), begun);
  return parts.map(({ text, words }, part) => [
    ...loose[part]!.again,
    ...outermostOf({ forms, text, words }, loose[part]!.words, reachOf(inOrder[part]!)),
  ]);
};
