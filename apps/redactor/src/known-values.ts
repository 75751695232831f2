import type { EntityType } from './entities.ts';
import { characterClass, classAt, lowerOf } from './names/characters.ts';
import { everydayWords } from './names/everyday-words.ts';
import { hashOf, hashStart, hashStep } from './names/hashing.ts';
import { commonWords, notPersonWords, placePrefixes, places, titles } from './names/word-lists.ts';
import type { Finding } from './recognizers/recognizer.ts';

/** A value to look for: `exact`, or in capitals too. */
export type KnownForm = { text: string; entity: EntityType; score: number; exact: boolean };

const firstWord = /[\p{L}\p{N}]+/u;
const wordCharacter = /[\p{L}\p{N}\p{M}]/u;

/** Longer values are not looked for elsewhere: what is that long has a form of its own, by which it is found anywhere. */
const longestForm = 128;

/** Where a text holds one of the forms as words of their own. Findings may overlap. Linear in the text and the forms. */
export const occurrencesOf = ({ byFirstWord }: KnownForms, text: string): Finding[] => {
  const findings: Finding[] = [];
  if (byFirstWord.size === 0) return findings;
  for (let at = 0; at < text.length; ) {
    let word = hashStart;
    const from = at;
    while (at < text.length && isOfWord(text.charCodeAt(at)))
      word = hashStep(word, lowerOf(text.charCodeAt(at++)));
    if (at === from) at += 1;
    else {
      const forms = byFirstWord.get(word);
      if (forms !== undefined) addOccurrences(forms, text, from, findings);
    }
  }
  return findings;
};

const { small, capital, digit, caseless } = characterClass;

const isOfWord = (unit: number): boolean => {
  const unitClass = classAt(unit);
  return unitClass === small || unitClass === capital || unitClass === digit || unitClass === caseless;
};

/** Forms are told apart by the hash of all that they are from their first word on: one pass, however many there are. */
const addOccurrences = (
  { longest, byHash }: FormsOfWord,
  text: string,
  from: number,
  findings: Finding[],
): void => {
  let hash = hashStart;
  const last = Math.min(text.length, from + longest);
  for (let at = from; at < last; at += 1) {
    hash = hashStep(hash, text.charCodeAt(at));
    for (const { form, written, offset } of byHash.get(hash) ?? []) {
      const start = from - offset;
      const end = start + written.length;
      if (start < 0 || end !== at + 1 || !text.startsWith(written, start)) continue;
      if (!standsAlone(text, start, end)) continue;
      if (form.entity === 'PERSON' && isPartOfPlace(text, start, end)) continue;
      findings.push(findingOf(form, text, start, end));
    }
  }
};

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

type Written = {
  form: KnownForm;
  /** The form, or the form in capitals. */
  written: string;
  /** What stands in front of the first word, such as the + of a telephone number. */
  offset: number;
};

/** The forms that begin with one word: by the hash of what they are from there on. */
type FormsOfWord = { longest: number; byHash: Map<number, Written[]> };

/** Forms as `occurrencesOf` looks for them. */
export type KnownForms = { byFirstWord: ReadonlyMap<number, FormsOfWord> };

/** Makes ready to look for forms. */
export const knownForms = (forms: readonly KnownForm[]): KnownForms => {
  const byFirstWord = new Map<number, FormsOfWord>();
  const seen = new Set<string>();
  for (const form of forms) {
    const key = `${form.entity} ${form.text}`;
    if (form.text.length > longestForm || seen.has(key)) continue;
    seen.add(key);
    const upper = form.text.toUpperCase();
    addForm(byFirstWord, form, form.text);
    if (!form.exact && upper !== form.text && upper.length === form.text.length)
      addForm(byFirstWord, form, upper);
  }
  return { byFirstWord };
};

const addForm = (byFirstWord: Map<number, FormsOfWord>, form: KnownForm, written: string): void => {
  const first = firstWord.exec(written);
  if (first === null) return;
  const word = hashOf(lowered(first[0]));
  const forms = byFirstWord.get(word) ?? { longest: 0, byHash: new Map<number, Written[]>() };
  byFirstWord.set(word, forms);
  const hash = hashOf(written.slice(first.index));
  const same = forms.byHash.get(hash);
  const entry = { form, written, offset: first.index };
  if (same) same.push(entry);
  else forms.byHash.set(hash, [entry]);
  forms.longest = Math.max(forms.longest, written.length - first.index);
};

const lowered = (word: string): string => {
  let lower = '';
  for (let at = 0; at < word.length; at += 1) lower += String.fromCharCode(lowerOf(word.charCodeAt(at)));
  return lower;
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
