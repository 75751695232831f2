import type { Verdict } from '@rollcall/pipeline';
import type { Measure } from '../evaluation/drawn-rows.ts';
import { Covered } from '../redaction/covered.ts';
import type { AnswerRow } from './grounding-rows.ts';
import { ratio } from './judgement.ts';

/** Characters of one answer that lack support. */
export type SpanOverlap = {
  /** The row's place among those that are drawn. */
  at: number;
  isGrounded: boolean;
  /** Those that the set marks, that the verdict marks, and that both do. */
  expected: number;
  found: number;
  both: number;
};

/**
 * Compares the unsupported parts of a verdict with those that a set marks. A grounded answer has none; undefined for an
 * ungrounded one of which nobody has marked any.
 */
export const overlapOf = (
  at: number,
  { answer, isGrounded, spans }: AnswerRow,
  { claims }: Verdict,
): SpanOverlap | undefined => {
  if (!isGrounded && (spans ?? []).length === 0) return undefined;
  const marked = new Covered(answer.length, isGrounded ? [] : (spans ?? []));
  const found = new Covered(
    answer.length,
    claims.flatMap(({ unsupportedSpans }) => unsupportedSpans.filter(isPlace)),
  );
  const { all: expected, shared } = marked.sharedWith(found);
  return { at, isGrounded, expected, found: found.sharedWith(marked).all, both: shared };
};

/** A negative offset would count from the end. */
const isPlace = ({ start, end }: { start: number; end: number }): boolean => start >= 0 && end > start;

type Part = 'expected' | 'found' | 'both';

/** F1, or one of its two parts, over the characters of all answers. */
export const characterMeasure =
  (overlaps: readonly SpanOverlap[], figure: 'f1' | 'precision' | 'recall'): Measure =>
  (weights) => {
    const sums: Record<Part, number> = { expected: 0, found: 0, both: 0 };
    for (const overlap of overlaps) {
      const weight = weights[overlap.at]!;
      sums.expected += weight * overlap.expected;
      sums.found += weight * overlap.found;
      sums.both += weight * overlap.both;
    }
    if (figure === 'precision') return ratio(sums.both, sums.found);
    if (figure === 'recall') return ratio(sums.both, sums.expected);
    return ratio(2 * sums.both, sums.expected + sums.found);
  };
