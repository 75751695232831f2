import { type Asked, weighTerms } from '../ranking/asked.ts';
import { bodyShare, titleShare } from '../ranking/bm25f.ts';
import type { Candidate } from '../ranking/candidate.ts';
import { type Explanation, explain } from '../ranking/explanation.ts';
import { lookAgain, type Ranked } from '../ranking/second-look.ts';
import type { FirstLook, Found } from './first-look.ts';
import { readTokens } from './token-stream.ts';

/** A passage with its final score in units. `explain` tells why; `nameOf` names lexemes by their ids. */
export type Scored = {
  number: number;
  score: number;
  explain(nameOf: (lexeme: number) => string): Explanation;
};

/** The first ranking's best by their final scores, best first; equal ones stay in their order. */
export const lookTwice = (first: FirstLook): Scored[] => {
  const { lexicon, found } = first;
  const asked = askedOf(first);
  const candidates = candidatesOf(first);
  const { ranked, feedback } = lookAgain(asked, lexicon, candidates);
  return ranked.map(({ candidate: at, score }: Ranked) => ({
    number: (found[at] as Found).number,
    score: score.total,
    explain: (nameOf) =>
      explain({ asked, lexicon, candidate: candidates[at] as Candidate, score, feedback, nameOf }),
  }));
};

const askedOf = ({ terms, lexicon }: FirstLook): Asked =>
  weighTerms(
    terms.map(({ id, positions, forms }) => ({
      lexeme: id,
      positions,
      ownForms: forms.filter((form) => form > 0),
      otherForms: forms.filter((form) => form < 0).map((form) => -form),
    })),
    lexicon,
  );

const candidatesOf = ({ statistics, found }: FirstLook): Candidate[] => {
  const averageTitle = statistics.titleLexemes / statistics.passages;
  const averageBody = statistics.bodyLexemes / statistics.passages;
  const fields = readTokens(found.map(({ tokens }) => tokens));
  return found.map(({ score, titleLength, bodyLength }, at) => ({
    score,
    ...(fields[at] as (typeof fields)[number]),
    titleShare: titleShare(titleLength, averageTitle),
    bodyShare: bodyShare(bodyLength, averageBody),
  }));
};
