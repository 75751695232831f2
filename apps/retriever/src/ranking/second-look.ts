import type { Asked, Lexicon } from './asked.ts';
import { postingScore, wholeUnits } from './bm25f.ts';
import type { Candidate } from './candidate.ts';
import { type Feedback, feedbackShare, readFeedback } from './feedback.ts';
import { findMatches, type Match, type Matches } from './matches.ts';
import { parameters } from './parameters.ts';
import { heaviestWindow } from './proximity.ts';

/** What a passage's final score is made of, in units: `total` is the sum of the others. */
export type Score = {
  total: number;
  /** The first ranking's. */
  bm25f: number;
  proximity: number;
  pairs: number;
  exact: number;
  feedback: number;
};

/** A passage as the second look leaves it: `candidate` is its place among those given. */
export type Ranked = { candidate: number; score: Score };

/**
 * Ranks the first ranking's best passages once more, best first; the given order decides between equal ones,
 * so it must not depend on chance. At most `parameters.candidates` of them, at about 5 µs each.
 *
 * `feedback` is what was read from the best of them, for an explanation.
 */
export const lookAgain = (
  asked: Asked,
  lexicon: Lexicon,
  candidates: Candidate[],
): { ranked: Ranked[]; feedback: Feedback } => {
  const scores = candidates.map((candidate) => scoreMatches(asked, candidate));
  const byMatches = candidates
    .map((candidate, at) => ({ candidate, total: scores[at]?.total ?? 0 }))
    .sort((a, b) => b.total - a.total);
  const feedback = readFeedback(asked, lexicon, byMatches);
  const ranked = candidates.map((candidate, at): Ranked => {
    const share = feedbackShare(feedback, candidate, lexicon);
    const more = wholeUnits(parameters.feedback.share * asked.weight * share);
    const score = scores[at] as Score;
    return { candidate: at, score: { ...score, total: score.total + more, feedback: more } };
  });
  return { ranked: ranked.sort((a, b) => b.score.total - a.score.total), feedback };
};

/** The score of a passage by what it has of the question, without feedback. */
const scoreMatches = (asked: Asked, candidate: Candidate): Score => {
  const matches = findMatches(asked, candidate);
  const proximity = wholeUnits(parameters.proximity.share * nearest(asked, matches));
  const pairs = wholeUnits(parameters.pairs.share * pairWeight(asked, matches));
  const exact = wholeUnits(parameters.exact.share * exactScore(asked, candidate, matches));
  const total = candidate.score + proximity + pairs + exact;
  return { total, bm25f: candidate.score, proximity, pairs, exact, feedback: 0 };
};

const nearest = ({ idf }: Asked, { title, body }: Matches): number =>
  Math.max(heaviestWindow(title, idf)?.weight ?? 0, heaviestWindow(body, idf)?.weight ?? 0);

const pairWeight = ({ pairIdf }: Asked, { pairs }: Matches): number => {
  let weight = 0;
  for (const pair of pairs) weight += pairIdf[pair] as number;
  return weight;
};

/** BM25F over the words that stand in the passage as the question has them, with the idf of their lexemes. */
const exactScore = (
  { idf, times }: Asked,
  { titleShare, bodyShare }: Candidate,
  { title, body }: Matches,
): number => {
  const inTitle = countExact(title, idf.length);
  const inBody = countExact(body, idf.length);
  let score = 0;
  for (let lexeme = 0; lexeme < idf.length; lexeme += 1) {
    const count = (inTitle[lexeme] as number) * titleShare + (inBody[lexeme] as number) * bodyShare;
    if (count > 0) score += postingScore((idf[lexeme] as number) * (times[lexeme] as number), count);
  }
  return score;
};

const countExact = (matches: Match[], lexemes: number): number[] => {
  const counts = Array<number>(lexemes).fill(0);
  for (const { lexeme, exact } of matches) if (exact) counts[lexeme] = (counts[lexeme] as number) + 1;
  return counts;
};
