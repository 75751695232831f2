import type { Place } from './firm-places.ts';
import { type FormTable, type KnownForm, keyOfWords, longestForm } from './form-table.ts';
import type { HashedWords } from './hashed-words.ts';
import { characterClass, classAt, isHalf, joinsLetters } from './names/characters.ts';
import { everydayWords } from './names/everyday-words.ts';
import { commonWords, notPersonWords, placePrefixes, places, titles } from './names/word-lists.ts';
import type { Explanation, Finding } from './recognizers/recognizer.ts';

/**
 * Where a text holds one of the forms as words of their own. Findings may overlap; of those of one type and score that
 * begin at one place the longest is there. Linear in the words and the forms.
 */
export const occurrencesOf = (forms: FormTable, text: string, words: HashedWords): Finding[] => {
  const findings: Finding[] = [];
  if (forms.forms.length === 0) return findings;
  const reading = { forms, text, words };
  for (let word = 0; word < words.starts.length; word += 1) addOccurrences(reading, word, 0, findings);
  return findings;
};

/**
 * The same from some of the words on, for forms of one type and score, `swallowsFrom` at least, without what lies inside of
 * another occurrence that nothing reaches into from in front: `withoutOverlaps` would drop it, whatever else is found.
 *
 * @param from numbers of words, in order
 * @param reach how far what else is found reaches that begins in front of a place; asked for places in order
 */
export const outermostOf = (
  reading: FormsInText,
  from: readonly number[],
  reach: (place: number) => number,
): Finding[] => {
  const findings: Finding[] = [];
  if (reading.forms.forms.length === 0) return findings;
  let reached = 0;
  let covered = 0;
  for (const word of from) {
    const start = reading.words.starts[word]!;
    const count = findings.length;
    addOccurrences(reading, word, covered, findings);
    // The one before may have been made longer.
    reached = Math.max(reached, findings[count - 1]?.end ?? 0);
    const last = findings.at(-1);
    if (findings.length === count + 1 && last?.start === start && reached <= start && reach(start) <= start)
      covered = coveredBy(reading.text, last);
    for (let at = count; at < findings.length; at += 1) reached = Math.max(reached, findings[at]!.end);
  }
  return findings;
};

/** Up to where nothing found inside of an occurrence leaves it, whatever neighbour that takes along. */
const coveredBy = (text: string, { start, end }: Finding): number => {
  if (joinsLetters(text.charCodeAt(start - 1)) || joinsLetters(text.charCodeAt(end))) return 0;
  return text.charCodeAt(end) === comma ? end - 1 : end;
};

/** Forms, and the text in which they are looked for. */
export type FormsInText = { forms: FormTable; text: string; words: HashedWords };

/** Looks from one word on, as far as forms go on, for what ends behind `covered`. */
const addOccurrences = (reading: FormsInText, word: number, covered: number, findings: Finding[]): void => {
  const { forms, words } = reading;
  const { starts, hashes } = words;
  const start = starts[word]!;
  let key = hashes[word]!;
  for (let last = word; ; ) {
    const first = forms.first(key);
    if (first >= 0) addForms(reading, first, { start, covered }, findings);
    last += 1;
    if (!forms.mayGoOn(key) || last === starts.length || starts[last]! - start >= longestForm) return;
    key = keyOfWords(key, hashes[last]!);
  }
};

/** Adds those of the forms of one key that a text holds from their first word at `start` on, to behind `covered`. */
const addForms = (
  { forms, text }: FormsInText,
  first: number,
  at: { start: number; covered: number },
  findings: Finding[],
): void => {
  for (let number = first; number >= 0; number = forms.next(number)) {
    const form = forms.forms[number]!;
    const start = at.start - forms.startOf(number);
    const end = start + form.text.length;
    if (end <= at.covered || !isWritten(form, text, start, end)) continue;
    const finding = findingAt(form, text, start, end);
    if (finding !== undefined) addLonger(findings, finding);
  }
};

/** In place of a shorter one before it that begins where it does and is as sure: `withoutOverlaps` would drop that. */
const addLonger = (findings: Finding[], next: Finding): void => {
  const last = findings.at(-1);
  const isLonger =
    last?.start === next.start &&
    last.end <= next.end &&
    last.entity === next.entity &&
    last.score === next.score;
  if (isLonger) findings[findings.length - 1] = next;
  else findings.push(next);
};

/** As the form is, or in capitals where that counts too. */
const isWritten = ({ text: form, exact }: KnownForm, text: string, start: number, end: number): boolean =>
  text.startsWith(form, start) || (!exact && text.slice(start, end) === form.toUpperCase());

/** What a form that is written at a place is there; undefined where it is a part of something else. */
export const findingAt = (form: KnownForm, text: string, start: number, end: number): Finding | undefined => {
  const { entity, score } = form;
  if (!standsAlone(text, start, end)) return undefined;
  if (entity === 'PERSON' && isPartOfPlace(text, start, end)) return undefined;
  const place = entity === 'PERSON' && !/\s/.test(form.text) ? withNeighbour(text, start, end) : undefined;
  return {
    entity,
    start: place?.start ?? start,
    end: place?.end ?? end,
    score,
    because: becauseOf(score),
  };
};

let lastReason: Explanation | undefined;

/** One explanation for findings of the same score: most have it in common. */
const becauseOf = (originalScore: number): Explanation => {
  if (lastReason?.originalScore === originalScore) return lastReason;
  lastReason = {
    recognizer: 'RepeatedValueRecognizer',
    pattern: 'Found elsewhere in the document',
    originalScore,
  };
  return lastReason;
};

const { small, capital, digit, mark, caseless } = characterClass;
const otherNumber = /\p{N}/u;

/** Letters, numbers and combining marks. */
const isWordCharacter = (unit: number): boolean => {
  const unitClass = classAt(unit);
  return (
    unitClass === small ||
    unitClass === capital ||
    unitClass === digit ||
    unitClass === mark ||
    unitClass === caseless ||
    (unit >= 128 && otherNumber.test(String.fromCharCode(unit)))
  );
};

const standsAlone = (text: string, start: number, end: number): boolean =>
  !(start > 0 && isWordCharacter(text.charCodeAt(start - 1)) && isWordCharacter(text.charCodeAt(start))) &&
  !(end < text.length && isWordCharacter(text.charCodeAt(end)) && isWordCharacter(text.charCodeAt(end - 1)));

const [blank, comma, fullStop] = [...' ,.'].map((character) => character.charCodeAt(0));

/** Most units of a neighbour and what tells it apart; see `unknownBefore`. */
const longestNeighbour = 28;

/** False where no word with a capital stands before a place, with a blank between; quicker than to look which one. */
const hasCapitalBefore = (text: string, start: number): boolean => {
  if (text.charCodeAt(start - 1) !== blank) return false;
  const first = Math.max(0, start - longestNeighbour);
  for (let at = start - 2; at >= first; at -= 1) {
    const unit = text.charCodeAt(at);
    const unitClass = classAt(unit);
    if (unitClass === capital || isHalf(unit)) return true;
    const goesOn = unitClass === small || unitClass === caseless || joinsLetters(unit) || unit === fullStop;
    if (!goesOn) return false;
  }
  return false;
};

const wordBefore = /(?:^|[^\p{L}])(\p{Lu}\p{L}{1,5})\.? $/u;
const placeAfter =
  /^ (?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Park|River|Bridge|Station|Airport|County|City|Island|University|College|School|Hospital|Foundation|Institute|Museum|Center|Centre)(?!\p{L})/u;

/** "South Anderson", "Anderson Street": named after somebody, perhaps, but no person. */
const isPartOfPlace = (text: string, start: number, end: number): boolean =>
  (hasCapitalBefore(text, start) &&
    placePrefixes.has(
      wordBefore.exec(text.slice(Math.max(0, start - 9), start))?.[1]?.toLowerCase() ?? '',
    )) ||
  (text.charCodeAt(end) === blank &&
    classAt(text.charCodeAt(end + 1)) === capital &&
    placeAfter.test(text.slice(end, end + 14)));

const unknownBefore = /(?:^|[^\p{L}\p{N}.])(\p{Lu}\p{Ll}[\p{L}'’-]{0,24}) $/u;
const unknownAfter = /^, (\p{Lu}\p{L}[\p{L}'’-]{0,24})(?=$|[\n|,;()<.])/u;

/** A known surname takes the unknown given name beside it along: "Zawadi Kovacs", "Kovacs, Zawadi". */
const withNeighbour = (text: string, start: number, end: number): Place | undefined => {
  const before = hasCapitalBefore(text, start)
    ? unknownBefore.exec(text.slice(Math.max(0, start - longestNeighbour), start))?.[1]
    : undefined;
  if (before !== undefined && mayBeName(before)) return { start: start - before.length - 1, end };
  const after =
    text.charCodeAt(end) === comma ? unknownAfter.exec(text.slice(end, end + 30))?.[1] : undefined;
  if (after !== undefined && mayBeName(after)) return { start, end: end + 2 + after.length };
  return undefined;
};

const noNames: ReadonlySet<string> = new Set([
  ...commonWords,
  ...notPersonWords,
  ...places,
  ...titles,
  ...everydayWords,
]);

const mayBeName = (word: string): boolean => {
  const lower = word.toLowerCase();
  return !noNames.has(lower) && !lower.endsWith('ly');
};
