import type { Finding } from '../recognizers/recognizer.ts';

/** A part of a text: what begins from `from` to `to`, and how much around it is looked at for that. UTF-16 units, ends exclusive. */
export type Part = { from: number; to: number; start: number; end: number };

/** Texts up to here are looked at as a whole. */
const longest = 131_072;

/** What stands in front of a value says what it is: its label, the words before it, the line that it is in. */
const lookBehind = 2000;

/** Farther than any pattern reaches from where its match begins; see `Pattern.reach`. */
const lookAhead = 12_000;

/** What stands behind a name says what it is, as what stands in front of it does; no name is looked for farther ahead. */
export const lookAheadOfNames = lookBehind;

/** So far back from where it would be a cut may stand, to be between two lines, or two words. */
const mayYield = 4000;

/** Whether a text is looked at in parts. */
export const isLong = (text: string): boolean => text.length > longest;

/** The last so many parts are cut in halves: whoever is through first then waits less for the other. */
const halved = 2;

/**
 * The parts of a text, in order, about as long as one another but for the last ones, each beginning with a line where there
 * are lines: one for all of it unless it is long. Each place is in one of them.
 */
export const partsOf = (text: string): Part[] => {
  const count = Math.ceil(text.length / longest);
  const parts: Part[] = [];
  for (let done = 0, from = 0; done === 0 || done < count; ) {
    done += count > 1 && done >= count - halved ? 1 / 2 : 1;
    const to = done >= count ? text.length : cutBefore(text, Math.round((done * text.length) / count));
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

/**
 * Takes parts that nobody has taken yet, one after the other; threads that share `taken`, four bytes, take different ones
 * without a word to each other.
 */
export function* takeParts(
  parts: readonly Part[],
  taken: SharedArrayBuffer,
): Generator<[at: number, part: Part]> {
  const count = new Int32Array(taken);
  for (;;) {
    const at = Atomics.add(count, 0, 1);
    if (at >= parts.length) return;
    yield [at, parts[at]!];
  }
}

/**
 * A part's own of the findings in what was looked at for it: those that begin in it. Gives them their places in the whole
 * text, without a copy.
 */
export const ownOf = ({ from, to, start }: Part, found: readonly Finding[]): Finding[] => {
  const own: Finding[] = [];
  for (const finding of found) {
    finding.start += start;
    finding.end += start;
    if (finding.start >= from && finding.start < to) own.push(finding);
  }
  return own;
};
