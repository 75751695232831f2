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
  const parts = new Set<string>();
  for (const [at, findings] of found.entries()) {
    for (const { entity, score, start, end } of findings) {
      if (entity !== 'PERSON' || score < sure) continue;
      const words = nameParts(texts[at]!.slice(start, end));
      if (words.length > 1) for (const word of words) parts.add(word.toLowerCase());
    }
  }
  if (parts.size === 0) return [...found];
  const isPart = ({ entity, score, start, end }: Finding, text: string): boolean =>
    (entity === 'ORGANIZATION' || entity === 'LOCATION') &&
    score < surer &&
    parts.has(text.slice(start, end).toLowerCase());
  return found.map((findings, at) =>
    findings.map((finding) => (isPart(finding, texts[at]!) ? { ...finding, entity: 'PERSON' } : finding)),
  );
};
