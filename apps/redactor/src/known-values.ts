import type { EntityType } from './entities.ts';
import { everydayWords } from './names/everyday-words.ts';
import { commonWords, notPersonWords, placePrefixes, places, titles } from './names/word-lists.ts';
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
    for (const { form, capitals, offset } of byFirstWord.get(match[0].toLowerCase()) ?? []) {
      const start = match.index - offset;
      const end = start + form.text.length;
      if (start < 0 || !(text.startsWith(form.text, start) || text.startsWith(capitals, start))) continue;
      if (!standsAlone(text, start, end)) continue;
      if (form.entity === 'PERSON' && isPartOfPlace(text, start, end)) continue;
      const whole =
        form.entity === 'PERSON' && !/\s/.test(form.text) ? withNeighbour(text, start, end) : { start, end };
      findings.push({
        entity: form.entity,
        ...whole,
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

type Indexed = {
  form: KnownForm;
  /** The form in capitals where that counts too. */
  capitals: string;
  /** What stands in front of the first word, such as the + of a telephone number. */
  offset: number;
};

const index = (forms: readonly KnownForm[]): Map<string, Indexed[]> => {
  const byFirstWord = new Map<string, Indexed[]>();
  const seen = new Set<string>();
  for (const form of forms) {
    const key = `${form.entity} ${form.text}`;
    const first = /[\p{L}\p{N}]+/u.exec(form.text);
    if (first === null || seen.has(key)) continue;
    seen.add(key);
    const upper = form.text.toUpperCase();
    const capitals = form.exact || upper.length !== form.text.length ? form.text : upper;
    const bucket = byFirstWord.get(first[0].toLowerCase());
    const indexed = { form, capitals, offset: first.index };
    if (bucket) bucket.push(indexed);
    else byFirstWord.set(first[0].toLowerCase(), [indexed]);
  }
  return byFirstWord;
};

const standsAlone = (text: string, start: number, end: number): boolean =>
  !(wordCharacter.test(text[start] ?? '') && wordCharacter.test(text[start - 1] ?? '')) &&
  !(wordCharacter.test(text[end - 1] ?? '') && wordCharacter.test(text[end] ?? ''));

const wordBefore = /(?:^|[^\p{L}])(\p{Lu}\p{L}{1,5})\.? $/u;
const placeAfter =
  /^ (?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Park|River|Bridge|Station|Airport|County|City|Island|University|College|School|Hospital|Foundation|Institute|Museum|Center|Centre)(?!\p{L})/u;

/** "South Anderson", "Anderson Street": named after somebody, perhaps, but no person. */
const isPartOfPlace = (text: string, start: number, end: number): boolean =>
  placePrefixes.has(wordBefore.exec(text.slice(Math.max(0, start - 9), start))?.[1]?.toLowerCase() ?? '') ||
  placeAfter.test(text.slice(end, end + 14));

const unknownBefore = /(?:^|[^\p{L}\p{N}.])(\p{Lu}\p{Ll}[\p{L}'’-]{0,24}) $/u;
const unknownAfter = /^, (\p{Lu}\p{L}[\p{L}'’-]{0,24})(?=$|[\n|,;()<.])/u;

/** A known surname takes the unknown given name beside it along: "Zawadi Kovacs", "Kovacs, Zawadi". */
const withNeighbour = (text: string, start: number, end: number): { start: number; end: number } => {
  const before = unknownBefore.exec(text.slice(Math.max(0, start - 28), start))?.[1];
  if (before !== undefined && mayBeName(before)) return { start: start - before.length - 1, end };
  const after = unknownAfter.exec(text.slice(end, end + 30))?.[1];
  if (after !== undefined && mayBeName(after)) return { start, end: end + 2 + after.length };
  return { start, end };
};

const mayBeName = (word: string): boolean => {
  const lower = word.toLowerCase();
  return (
    ![commonWords, notPersonWords, places, titles, everydayWords].some((list) => list.has(lower)) &&
    !/ly$/.test(lower)
  );
};
