import type { EntityType } from './entities.ts';
import type { Finding } from './recognizers/recognizer.ts';

/** A value to look for: `exact`, or in capitals too. */
export type KnownForm = { text: string; entity: EntityType; score: number; exact: boolean };

const word = /[\p{L}\p{N}]+/gu;
const wordCharacter = /[\p{L}\p{N}\p{M}]/u;

/** Where a text holds one of the forms as words of their own. Findings may overlap. */
export const occurrencesOf = (forms: readonly KnownForm[], text: string): Finding[] => {
  const byFirstWord = index(forms);
  const findings: Finding[] = [];
  for (const match of text.matchAll(word)) {
    for (const { form, offset } of byFirstWord.get(match[0].toLowerCase()) ?? []) {
      const start = match.index - offset;
      const end = start + form.text.length;
      if (start < 0 || !matches(form, text.slice(start, end)) || !standsAlone(text, start, end)) continue;
      if (form.entity === 'PERSON' && isPartOfPlace(text, start, end)) continue;
      findings.push({
        entity: form.entity,
        start,
        end,
        score: form.score,
        because: {
          recognizer: 'RepeatedValueRecognizer',
          pattern: 'Found elsewhere in the document',
          originalScore: form.score,
        },
      });
    }
  }
  return findings;
};

/** `offset`: what stands in front of the form's first word, such as the + of a telephone number. */
const index = (forms: readonly KnownForm[]): Map<string, { form: KnownForm; offset: number }[]> => {
  const byFirstWord = new Map<string, { form: KnownForm; offset: number }[]>();
  const seen = new Set<string>();
  for (const form of forms) {
    const key = `${form.entity} ${form.text}`;
    const first = /[\p{L}\p{N}]+/u.exec(form.text);
    if (first === null || seen.has(key)) continue;
    seen.add(key);
    const bucket = first[0].toLowerCase();
    byFirstWord.set(bucket, [...(byFirstWord.get(bucket) ?? []), { form, offset: first.index }]);
  }
  return byFirstWord;
};

const matches = (form: KnownForm, found: string): boolean =>
  found === form.text || (!form.exact && found === form.text.toUpperCase());

const standsAlone = (text: string, start: number, end: number): boolean =>
  !(wordCharacter.test(text[start] ?? '') && wordCharacter.test(text[start - 1] ?? '')) &&
  !(wordCharacter.test(text[end - 1] ?? '') && wordCharacter.test(text[end] ?? ''));

const placeBefore =
  /(?:^|[^\p{L}])(?:North|South|East|West|New|San|Santa|St|Saint|Port|Lake|Mount|Fort)\.? $/u;
const placeAfter =
  /^ (?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Park|River|Bridge|Station|Airport|County|City|Island|University|College|School|Hospital|Foundation|Institute|Museum|Center|Centre)(?!\p{L})/u;

/** "South Anderson", "Anderson Street": named after somebody, perhaps, but no person. */
const isPartOfPlace = (text: string, start: number, end: number): boolean =>
  placeBefore.test(text.slice(Math.max(0, start - 8), start)) || placeAfter.test(text.slice(end, end + 14));
