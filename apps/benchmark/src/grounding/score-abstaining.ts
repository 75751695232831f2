import type { Estimate } from '../evaluation/bootstrap.ts';
import type { Sufficiency } from './grounder.ts';
import type { QuestionRow } from './grounding-rows.ts';
import { badRecallOf, goodRefusedOf } from './judgement.ts';
import { bySet, type Draw, hasBoth, meanOf } from './score-classes.ts';

/** What a collection that abstains would refuse; null where there is no such question. */
export type AbstainFigures = {
  /** The share of the answerable questions that it would refuse. */
  refused: Estimate | null;
  /** The share of the others that it would refuse, rightly. */
  caught: Estimate | null;
};

export type AbstainScore = { sets: (AbstainFigures & { set: string })[]; macro: AbstainFigures | null };

/** Null where the service does not say of every question whether it would abstain. */
export const scoreAbstaining = (
  answered: readonly { row: QuestionRow; said: Sufficiency }[],
  draw: Draw,
): AbstainScore | null => {
  if (answered.length === 0 || answered.some(({ said }) => said.abstain === undefined)) return null;
  const judged = answered.map(({ row: { set, isAnswerable }, said }, at) => ({
    at,
    set,
    isGood: isAnswerable,
    score: said.score,
    isAccepted: said.abstain === false,
  }));
  const sets = bySet(judged);
  const both = sets.filter(({ rows }) => hasBoth(rows));
  return {
    sets: sets.map(({ set, rows }) => ({
      set,
      refused: draw(goodRefusedOf(rows)),
      caught: draw(badRecallOf(rows)),
    })),
    macro:
      both.length === 0
        ? null
        : {
            refused: draw(meanOf(both.map(({ rows }) => goodRefusedOf(rows)))),
            caught: draw(meanOf(both.map(({ rows }) => badRecallOf(rows)))),
          },
  };
};
