import type { DigitNeed } from './digits-of-pattern.ts';

/** A part of a text in which a match may begin; `to` exclusive. */
export type Window = { from: number; to: number };

/** Adds a window behind all others, to the last where no more than `gap` units lie between. */
export const pushMerged = (windows: Window[], from: number, to: number, gap = 0): void => {
  const last = windows.at(-1);
  if (last === undefined || from > last.to + gap) windows.push({ from, to });
  else if (to > last.to) last.to = to;
};

const zero = 48;
const nine = 57;

/** Where the ASCII digits of a text stand, in order. */
export const digitPlaces = (text: string): Int32Array => {
  let places = new Int32Array(64);
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < zero || unit > nine) continue;
    if (count === places.length) {
      const more = new Int32Array(2 * count);
      more.set(places);
      places = more;
    }
    places[count++] = at;
  }
  return places.subarray(0, count);
};

/** To look through so many units costs less than to begin anew. */
const cheapGap = 160;

/**
 * Where a match may begin that holds as many digits in as few units as it needs, the first of them at most `before`
 * units behind its beginning; merged and in order. `need.least` is 1 at least. Where digits stand close together it
 * leaps: a window is as wide as its first and its last digit make it.
 */
export const windowsAroundDigits = (
  digits: Int32Array,
  { least, longest }: DigitNeed,
  before: number,
): Window[] => {
  const windows: Window[] = [];
  const count = digits.length - least + 1;
  const begins = (at: number): boolean => digits[at + least - 1]! - digits[at]! < longest;
  for (let at = 0; at < count; ) {
    if (!begins(at)) {
      at += 1;
      continue;
    }
    const from = Math.max(0, digits[at]! - before);
    for (let last = at; ; ) {
      at = firstBehind(digits, last, before + 1 + cheapGap);
      let next = Math.min(at, count) - 1;
      while (next > last && !begins(next)) next -= 1;
      if (next === last) {
        windows.push({ from, to: digits[last]! + 1 });
        break;
      }
      last = next;
    }
  }
  return windows;
};

/** The number of the first digit that stands more than `units` behind that of number `at`. */
const firstBehind = (digits: Int32Array, at: number, units: number): number => {
  const limit = digits[at]! + units;
  let low = at + 1;
  let high = Math.min(digits.length, at + units + 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (digits[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Where one of some signs or words stands at most `within` units behind; merged and in order. */
export const windowsInFront = (text: string, parts: readonly string[], within: number): Window[] => {
  const places = parts.flatMap((part) => placesOf(text, part));
  if (parts.length > 1) places.sort((a, b) => a - b);
  const windows: Window[] = [];
  for (const place of places) pushMerged(windows, Math.max(0, place - within), place + 1, cheapGap);
  return windows;
};

const placesOf = (text: string, part: string): number[] => {
  const places: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) places.push(at);
  return places;
};

/** What lies in a window of both; both are in order. */
export const inBoth = (some: readonly Window[], others: readonly Window[]): Window[] => {
  const windows: Window[] = [];
  let at = 0;
  for (const { from, to } of some) {
    while (at < others.length && others[at]!.to <= from) at += 1;
    for (let other = at; other < others.length && others[other]!.from < to; other += 1) {
      windows.push({ from: Math.max(from, others[other]!.from), to: Math.min(to, others[other]!.to) });
    }
  }
  return windows;
};
