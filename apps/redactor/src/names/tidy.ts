import type { TaggedName } from './tagger.ts';
import { titles } from './word-lists.ts';

/** A form of address with its full stop, and the white space behind it. */
const leadingWord = /^(\p{L}{2,12})(?:\. ?| )(?=\p{L})/u;
const looseBefore = /[\s,;:.'"’“”()[\]-]/u;
const looseBehind = /[\s,;:'"’“”([-]/u;
const letter = /\p{L}/u;
const possessive = /['’]s$/iu;
/** A full stop behind a word of three letters and more ends a sentence; behind fewer it may stand for a name. */
const sentenceEnd = /(?<=\p{L}{3})[.!?]\s+/gu;
const initialBefore = /(?:^|[^\p{L}\p{N}])((?:\p{Lu}\. ?){1,3})$/u;

/**
 * Brings the edges of names to where a reader sees them: without forms of address, possessives and punctuation, with
 * the initials in front, and never across the end of a sentence. What has no letter is no name, but for
 * a number in front of a street.
 */
export const tidyNames = (text: string, names: readonly TaggedName[]): TaggedName[] =>
  joinedByHyphen(text, names)
    .flatMap((name) => (name.type === 'PERSON' ? sentences(text, name) : [name]))
    .map((name) =>
      trimmed(text, name.type === 'PERSON' ? withInitials(text, withoutTitles(text, name)) : name),
    )
    .filter(
      (name, at, all) => letter.test(text.slice(name.start, name.end)) || isHouseNumber(name, all[at + 1]),
    );

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
    if (isOne) joined[joined.length - 1] = { ...last, end: name.end };
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

const withoutTitles = (text: string, name: TaggedName): TaggedName => {
  let { start } = name;
  for (let count = 0; count < mostTitles; count += 1) {
    const match = leadingWord.exec(text.slice(start, Math.min(name.end, start + 20)));
    if (match === null || !titles.has(match[1]!.toLowerCase())) break;
    start += match[0].length;
  }
  return { ...name, start };
};

const withInitials = (text: string, name: TaggedName): TaggedName => {
  const initials = initialBefore.exec(text.slice(Math.max(0, name.start - 12), name.start))?.[1] ?? '';
  return { ...name, start: name.start - initials.length };
};

const trimmed = (text: string, name: TaggedName): TaggedName => {
  let { start, end } = name;
  while (start < end && looseBefore.test(text[start]!)) start += 1;
  while (start < end && looseBehind.test(text[end - 1]!)) end -= 1;
  if (possessive.test(text.slice(Math.max(start, end - 2), end))) end -= 2;
  return { ...name, start, end };
};
