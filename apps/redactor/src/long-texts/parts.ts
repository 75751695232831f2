import type { Finding } from '../recognizers/recognizer.ts';

/** A part of a text: what begins from `from` to `to`, and how much around it is looked at for that. UTF-16 units, ends exclusive. */
export type Part = { from: number; to: number; start: number; end: number };

/** Texts up to here are looked at as a whole. */
const longest = 131_072;

/** What stands in front of a value says what it is: its label, the words before it, the line that it is in. */
const lookBehind = 2000;

/** Farther than any pattern reaches from where its match begins; see `Pattern.reach`. */
const lookAhead = 12_000;

/** So far back from where it would be a cut may stand, to be between two lines, or two words. */
const mayYield = 4000;

/** Whether a text is looked at in parts. */
export const isLong = (text: string): boolean => text.length > longest;

/**
 * The parts of a text, in order, about as long as one another, each beginning with a line where there are lines: one for
 * all of it unless it is long. Each place is in one of them.
 */
export const partsOf = (text: string): Part[] => {
  const count = Math.ceil(text.length / longest);
  const parts: Part[] = [];
  for (let part = 1, from = 0; part <= Math.max(1, count); part += 1) {
    const to = part >= count ? text.length : cutBefore(text, Math.round((part * text.length) / count));
    parts.push({
      from,
      to,
      start: Math.max(0, from - lookBehind),
      end: Math.min(text.length, to + lookAhead),
    });
    from = to;
  }
  return parts;
};

/** A place behind a blank line, a line or a blank, as near in front of `at` as there is one. */
const cutBefore = (text: string, at: number): number => {
  for (const sign of ['\n\n', '\n', ' ']) {
    const found = text.lastIndexOf(sign, at - sign.length);
    if (found >= at - mayYield) return found + sign.length;
  }
  const isHalf = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return isHalf ? at - 1 : at;
};

/** The findings of a text from those of what was looked at for each part. */
export const joinParts = (parts: readonly Part[], found: readonly (readonly Finding[])[]): Finding[] =>
  parts.flatMap(({ from, to, start }, at) =>
    found[at]!.filter((finding) => finding.start >= from - start && finding.start < to - start).map(
      (finding) => ({ ...finding, start: finding.start + start, end: finding.end + start }),
    ),
  );
