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
 * units behind its beginning; merged and in order. `need.least` is 1 at least.
 */
export const windowsAroundDigits = (
  digits: Int32Array,
  { least, longest }: DigitNeed,
  before: number,
): Window[] => {
  const windows: Window[] = [];
  for (let at = 0; at + least <= digits.length; at += 1) {
    const first = digits[at]!;
    if (digits[at + least - 1]! - first < longest)
      pushMerged(windows, Math.max(0, first - before), first + 1, cheapGap);
  }
  return windows;
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
