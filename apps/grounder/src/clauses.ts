import type { Span } from './sentences.ts';
import { termsOf } from './terms.ts';

/** Where one statement ends and another begins within a sentence; what joins them belongs to the second. */
const joint = /;\s+|,\s+(?=(?:but|whereas|while|although)\s)/g;

/** A part with fewer content words says nothing by itself. */
const leastTerms = 3;

/**
 * The clauses of a sentence that carry facts of their own: cut at semicolons and before `but`, `whereas`,
 * `while` and `although`, where both sides say enough. The mark at the cut stays with the first clause.
 */
export const clausesOf = (text: string, sentence: Span): Span[] => {
  const body = text.slice(sentence.start, sentence.end);
  const clauses: Span[] = [];
  let { start } = sentence;
  for (const found of body.matchAll(joint)) {
    const at = sentence.start + found.index + 1;
    const next = sentence.start + found.index + found[0].length;
    if (!saysEnough(text.slice(start, at)) || !saysEnough(text.slice(next, sentence.end))) continue;
    clauses.push({ start, end: at });
    start = next;
  }
  return [...clauses, { start, end: sentence.end }];
};

const saysEnough = (part: string): boolean => termsOf(part).length >= leastTerms;
