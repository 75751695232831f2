import type { Finding } from '../recognizers/recognizer.ts';
import { nameParts } from './forms.ts';
import { type DocumentSettings, documentSettings } from './settings.ts';

/**
 * The findings of the parts of one document, where a word that was taken for a place or an organisation and is a part of
 * a person's full name counts as that person: "Szabo" in a question, with "Imre Szabo" in a passage.
 */
export const samePeople = (
  texts: readonly string[],
  found: readonly (readonly Finding[])[],
  { sure, surer }: DocumentSettings = documentSettings,
): (readonly Finding[])[] => {
  const isDoubtful = ({ entity, score }: Finding): boolean =>
    (entity === 'ORGANIZATION' || entity === 'LOCATION') && score < surer;
  const doubtful = new Set<string>();
  for (const [at, findings] of found.entries()) {
    for (const finding of findings)
      if (isDoubtful(finding)) doubtful.add(texts[at]!.slice(finding.start, finding.end).toLowerCase());
  }
  if (doubtful.size === 0) return [...found];
  const parts = new Set<string>();
  for (const name of sureNames(texts, found, sure)) {
    const words = nameParts(name).map((word) => word.toLowerCase());
    if (words.length > 1) for (const word of words) if (doubtful.has(word)) parts.add(word);
  }
  if (parts.size === 0) return [...found];
  return found.map((findings, at) =>
    findings.map((finding) =>
      isDoubtful(finding) && parts.has(texts[at]!.slice(finding.start, finding.end).toLowerCase())
        ? { ...finding, entity: 'PERSON' }
        : finding,
    ),
  );
};

/** Persons' names, each once: in a list of names they come again and again. */
const sureNames = (
  texts: readonly string[],
  found: readonly (readonly Finding[])[],
  sure: number,
): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const [at, findings] of found.entries()) {
    for (const { entity, score, start, end } of findings)
      if (entity === 'PERSON' && score >= sure) names.add(texts[at]!.slice(start, end));
  }
  return names;
};
