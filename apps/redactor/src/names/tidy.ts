import { characterClass, classAt } from './characters.ts';
import type { TaggedName } from './tagger.ts';
import { titles } from './word-lists.ts';

/** A form of address with its full stop, and the white space behind it. */
const leadingWord = /^(\p{L}{2,12})(?:\. ?| )(?=\p{L})/u;
const looseBefore = /[\s,;:.'"’“”()[\]-]/u;
const looseBehind = /[\s,;:'"’“”([-]/u;
const letter = /\p{L}/u;
/** A full stop behind a word of three letters and more ends a sentence; behind fewer it may stand for a name. */
const sentenceEnd = /(?<=\p{L}{3})[.!?]\s+/gu;
const initialBefore = /(?:^|[^\p{L}\p{N}])((?:\p{Lu}\. ?){1,3})$/u;

/**
 * Brings the edges of names to where a reader sees them: without forms of address, possessives and punctuation, with
 * the initials in front, and never across the end of a sentence. What has no letter is no name, but for
 * a number in front of a street. The names themselves are changed.
 */
export const tidyNames = (text: string, names: readonly TaggedName[]): TaggedName[] => {
  const tidied: TaggedName[] = [];
  for (const name of joinedByHyphen(text, names)) {
    if (name.type === 'PERSON' && holdsStop(text, name)) tidied.push(...sentences(text, name));
    else tidied.push(name);
  }
  for (const name of tidied) {
    if (name.type === 'PERSON') {
      name.start = withoutTitles(text, name);
      name.start -= initialsBefore(text, name.start);
    }
    trim(text, name);
  }
  return tidied.filter((name, at) => holdsLetter(text, name) || isHouseNumber(name, tidied[at + 1]));
};

/** Two persons with a hyphen and nothing else between are one: "O'Brien-Smith". */
const joinedByHyphen = (text: string, names: readonly TaggedName[]): TaggedName[] => {
  const joined: TaggedName[] = [];
  for (const name of names) {
    const last = joined.at(-1);
    const isOne =
      last?.type === 'PERSON' &&
      name.type === 'PERSON' &&
      name.start <= last.end + 1 &&
      text[name.start - 1] === '-';
    if (isOne) last.end = name.end;
    else joined.push(name);
  }
  return joined;
};

/** Most units between a house number and its street. */
const widestGap = 3;

const isHouseNumber = (name: TaggedName, next: TaggedName | undefined): boolean =>
  name.start < name.end &&
  name.type === 'LOCATION' &&
  next?.type === 'LOCATION' &&
  next.start - name.end <= widestGap;

const sentences = (text: string, name: TaggedName): TaggedName[] => {
  const parts: TaggedName[] = [];
  let { start } = name;
  for (const match of text.slice(name.start, name.end).matchAll(sentenceEnd)) {
    const stop = name.start + match.index;
    const word = /\p{L}+$/u.exec(text.slice(Math.max(start, stop - longestTitle), stop))?.[0] ?? '';
    if (titles.has(word.toLowerCase())) continue;
    parts.push({ ...name, start, end: name.start + match.index });
    start = name.start + match.index + match[0].length;
  }
  return [...parts, { ...name, start }];
};

const mostTitles = 3;
const longestTitle = 12;

/** Where a name begins without the forms of address in front of it. */
const withoutTitles = (text: string, { start, end }: TaggedName): number => {
  let from = start;
  for (let count = 0; count < mostTitles; count += 1) {
    if (!mayBeTitle(text, from, end)) break;
    const match = leadingWord.exec(text.slice(from, Math.min(end, from + 20)));
    if (match === null || !titles.has(match[1]!.toLowerCase())) break;
    from += match[0].length;
  }
  return from;
};

const [blank, fullStop, exclamation, question, apostrophe, curled] = Array.from(" .!?'’", (sign) =>
  sign.charCodeAt(0),
);

/** The run of letters here is one of the titles: without a regular expression, since there may be a hundred thousand names. */
const mayBeTitle = (text: string, from: number, end: number): boolean => {
  let to = from;
  while (to < end && isLetter(text.charCodeAt(to)) && to - from <= longestTitle) to += 1;
  const behind = text.charCodeAt(to);
  return (behind === blank || behind === fullStop) && titles.has(text.slice(from, to).toLowerCase());
};

const isLetter = (unit: number): boolean => {
  const unitClass = classAt(unit);
  return (
    unitClass === characterClass.small ||
    unitClass === characterClass.capital ||
    unitClass === characterClass.caseless
  );
};

const holdsStop = (text: string, { start, end }: TaggedName): boolean => {
  for (let at = start; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === fullStop || unit === exclamation || unit === question) return true;
  }
  return false;
};

const holdsLetter = (text: string, { start, end }: TaggedName): boolean => {
  for (let at = start; at < end; at += 1) if (isLetter(text.charCodeAt(at))) return true;
  // Letters of two units each.
  return letter.test(text.slice(start, end));
};

/** How many units the initials in front of a place take. */
const initialsBefore = (text: string, start: number): number => {
  const stop = text.charCodeAt(start - 1) === blank ? start - 2 : start - 1;
  if (text.charCodeAt(stop) !== fullStop) return 0;
  return initialBefore.exec(text.slice(Math.max(0, start - 12), start))?.[1]?.length ?? 0;
};

const isLoose = (edge: RegExp, text: string, at: number): boolean =>
  !isLetter(text.charCodeAt(at)) && edge.test(text[at]!);

/** Moves the edges of a name. */
const trim = (text: string, name: TaggedName): void => {
  let { start, end } = name;
  while (start < end && isLoose(looseBefore, text, start)) start += 1;
  while (start < end && isLoose(looseBehind, text, end - 1)) end -= 1;
  if (end - start >= 2 && isPossessive(text, end)) end -= 2;
  name.start = start;
  name.end = end;
};

const letterS = new Set(Array.from('sSſ', (sign) => sign.charCodeAt(0)));

const isPossessive = (text: string, end: number): boolean => {
  const sign = text.charCodeAt(end - 2);
  return (sign === apostrophe || sign === curled) && letterS.has(text.charCodeAt(end - 1));
};
