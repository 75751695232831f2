import type { Verdict } from '@rollcall/pipeline';
import type { Estimate } from '../evaluation/bootstrap.ts';
import type { AnswerRow } from './grounding-rows.ts';
import { bySet, type Draw } from './score-classes.ts';
import { characterMeasure, overlapOf } from './span-overlap.ts';

/** How well the unsupported parts of a set's answers are found, over characters. */
export type SpansScore = {
  set: string;
  /** Ungrounded answers with marked parts. */
  answers: number;
  f1: Estimate | null;
  precision: Estimate | null;
  recall: Estimate | null;
  /** F1 with what is found in the set's grounded answers, where nothing is to be found. */
  f1WithGrounded: Estimate | null;
};

/** A line for each set that marks parts; none where no set does. */
export const scoreSpans = (
  answered: readonly { row: AnswerRow; said: Verdict }[],
  draw: Draw,
): SpansScore[] => {
  const overlaps = answered.flatMap(({ row, said }, at) => {
    const overlap = overlapOf(at, row, said);
    return overlap === undefined ? [] : [{ ...overlap, set: row.set }];
  });
  return bySet(overlaps).flatMap(({ set, rows }) => {
    const marked = rows.filter(({ isGrounded }) => !isGrounded);
    if (marked.length === 0) return [];
    return [
      {
        set,
        answers: marked.length,
        f1: draw(characterMeasure(marked, 'f1')),
        precision: draw(characterMeasure(marked, 'precision')),
        recall: draw(characterMeasure(marked, 'recall')),
        f1WithGrounded: draw(characterMeasure(rows, 'f1')),
      },
    ];
  });
};
