import type { Hit } from './phrases.ts';
import { pushMerged, type Window } from './windows.ts';
import { type Words, wordFrom } from './words.ts';

/** How many words in front of a value and behind it a context word may stand. */
const wordsBefore = 10;
const wordsBehind = 4;

/** A word behind a value is as far as this many words more in front of it. */
const behindPenalty = 3;

/** The context word of a value: the phrase, and how many words lie between. */
export type NearWord = { phrase: string; distance: number };

/**
 * The nearest of the context words around a value, undefined where there is none. A blank line ends what belongs
 * together in front of a value, the end of the line behind it.
 */
export const contextNear = (
  text: string,
  words: Words,
  hits: readonly Hit[],
  { start, end }: { start: number; end: number },
): NearWord | undefined => {
  const first = wordFrom(words, start);
  const behind = wordFrom(words, end);
  let nearest: NearWord | undefined;
  for (let at = firstHit(hits, first - wordsBefore - 4); at < hits.length; at += 1) {
    const hit = hits[at]!;
    if (hit.first >= behind + wordsBehind) break;
    const isBefore = hit.first < first;
    const distance = isBefore ? Math.max(0, first - hit.behind) : hit.first - behind + behindPenalty;
    if (isBefore ? distance >= wordsBefore : hit.first < behind) continue;
    if (nearest !== undefined && nearest.distance < distance) continue;
    const between = isBefore
      ? text.slice(words.ends[hit.behind - 1]!, start)
      : text.slice(end, words.starts[hit.first]!);
    if (between.includes(isBefore ? '\n\n' : '\n')) continue;
    nearest = { phrase: hit.phrase, distance };
  }
  return nearest;
};

/** The number of the first hit at word `from` or later. */
const firstHit = (hits: readonly Hit[], from: number): number => {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hits[middle]!.first < from) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Places where a value with one of these context words may stand, merged and in order. */
export const windowsAround = (words: Words, hits: readonly Hit[], length: number): Window[] => {
  const windows: Window[] = [];
  for (const { first, behind } of hits) {
    const from = words.starts[Math.max(0, first - wordsBehind - 6)]!;
    const last = behind + wordsBefore;
    const to = last < words.count ? words.ends[last]! : length;
    pushMerged(windows, from, to);
  }
  return windows;
};

/**
 * The first of a recognizer's words that stands in words which came with the text, such as the name of its
 * column; undefined where there is none. Presidio's rule: anywhere in them, in any case.
 */
export const givenContext = (given: readonly string[], words: readonly string[]): string | undefined => {
  if (given.length === 0) return undefined;
  const lower = given.map((phrase) => phrase.toLowerCase());
  return words.find((word) => lower.some((phrase) => phrase.includes(word)));
};
