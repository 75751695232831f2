import { endOfWord, type FormTable, foldedHash, isOfWord, type KnownForm } from './form-table.ts';
import { lowerOf } from './names/characters.ts';
import { everydayWords } from './names/everyday-words.ts';
import { hashStart, hashStep } from './names/hashing.ts';
import { commonWords, notPersonWords, placePrefixes, places, titles } from './names/word-lists.ts';
import type { Finding } from './recognizers/recognizer.ts';

const wordCharacter = /[\p{L}\p{N}\p{M}]/u;

/** Where a text holds one of the forms as words of their own. Findings may overlap. Linear in the text and the forms. */
export const occurrencesOf = (forms: FormTable, text: string): Finding[] => {
  const findings: Finding[] = [];
  if (forms.count === 0) return findings;
  for (let at = 0; at < text.length; ) {
    const to = endOfWord(text, at);
    if (to > at) addOccurrences(forms, text, { from: at, wordEnd: to }, findings);
    at = Math.max(at + 1, to);
  }
  return findings;
};

/** Looks from one word on, as far as the longest form reaches that begins with it. */
const addOccurrences = (
  forms: FormTable,
  text: string,
  { from, wordEnd }: { from: number; wordEnd: number },
  findings: Finding[],
): void => {
  const last = Math.min(text.length, from + forms.longestFrom(foldedHash(text, from, wordEnd)));
  let written = hashStart;
  let folded = hashStart;
  for (let at = from; at < last; at += 1) {
    const unit = text.charCodeAt(at);
    written = hashStep(written, unit);
    folded = hashStep(folded, lowerOf(unit));
    // A form ends with a word, or with something else.
    if (isOfWord(unit) && at + 1 < text.length && isOfWord(text.charCodeAt(at + 1))) continue;
    for (const { form, start: offset } of forms.find(written, folded)) {
      const start = from - offset;
      const end = start + form.text.length;
      if (start < 0 || end !== at + 1 || !isWritten(form, text, start, end)) continue;
      if (!standsAlone(text, start, end)) continue;
      if (form.entity === 'PERSON' && isPartOfPlace(text, start, end)) continue;
      findings.push(findingOf(form, text, start, end));
    }
  }
};

/** As the form is, or in capitals where that counts too. */
const isWritten = ({ text: form, exact }: KnownForm, text: string, start: number, end: number): boolean =>
  text.startsWith(form, start) || (!exact && text.slice(start, end) === form.toUpperCase());

const findingOf = (form: KnownForm, text: string, start: number, end: number): Finding => ({
  entity: form.entity,
  ...(form.entity === 'PERSON' && !/\s/.test(form.text) ? withNeighbour(text, start, end) : { start, end }),
  score: form.score,
  because: {
    recognizer: 'RepeatedValueRecognizer',
    pattern: 'Found elsewhere in the document',
    originalScore: form.score,
  },
});

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
