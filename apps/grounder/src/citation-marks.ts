import type { Span } from './sentences.ts';

/** `[1]`, `[1, 3]` or `[1-3]` in an answer. */
export type CitationMark = Span & { numbers: number[] };

const form = /\[\s?(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)\s?\]/g;

/** No answer cites more sources than this with one range; `[1-200]` is rather a page range. */
const widestRange = 20;

/** All citation marks of a text in order, ranges resolved, each number once. */
export const citationMarksIn = (text: string): CitationMark[] =>
  [...text.matchAll(form)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
    numbers: numbersOf(found[1]!),
  }));

const numbersOf = (list: string): number[] => {
  const numbers = list.split(/[,;]/).flatMap((part) => {
    const [from = 0, to = from] = part.split(/[–-]/).map(Number);
    if (to < from || to - from >= widestRange) return [from, to];
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
  return [...new Set(numbers)];
};

/** The text with every citation mark overwritten by spaces: the offsets stay what they are. */
export const blankMarks = (text: string): string => text.replace(form, (mark) => ' '.repeat(mark.length));
