import { firmPlaces } from './firm-places.ts';
import { FormTable } from './form-table.ts';
import { occurrencesFrom } from './known-values.ts';
import { hashesOf, jointsOf, looseWords } from './loose-words.ts';
import { formScore, nameForms } from './names/forms.ts';
import type { Finding } from './recognizers/recognizer.ts';

/**
 * Where the parts of a document have names of these persons, or parts of them, again; `found` is what is known of each part,
 * and what `withoutOverlaps` would drop for it may be left out. In a list of names nearly all of it is. Linear in the
 * texts and the names.
 */
export const occurrencesOfNames = (
  texts: readonly string[],
  found: readonly (readonly Finding[])[],
  persons: ReadonlySet<string>,
  covering = false,
): Finding[][] => {
  if (persons.size === 0) return texts.map(() => []);
  const joints = jointsOf(persons);
  const loose = texts.map((text, part) =>
    looseWords(text, firmPlaces(found[part]!, formScore), joints, covering),
  );
  const words = new Set<number>();
  for (const { hashes } of loose) for (const hash of hashes) words.add(hash);
  // Every form of a name begins with one of its words.
  const names = [...persons].filter((name) => hashesOf(name).some((word) => words.has(word)));
  const forms = new FormTable(nameForms(names));
  return texts.map((text, part) => occurrencesFrom(loose[part]!, forms, text));
};
