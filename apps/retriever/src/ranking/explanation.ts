import { type Asked, type Lexicon, splitPair } from './asked.ts';
import { postingScore, toPoints } from './bm25f.ts';
import type { Candidate } from './candidate.ts';
import { type Feedback, relatedLexemes } from './feedback.ts';
import { findMatches, type Match } from './matches.ts';
import { heaviestWindow } from './proximity.ts';
import type { Score } from './second-look.ts';

/** A lexeme of the question that a passage has. */
export type ExplainedTerm = {
  lexeme: string;
  /** How often the question has it. */
  times: number;
  idf: number;
  /** How often each field has it: in any form, and in the question's own. */
  title: { count: number; exact: number };
  body: { count: number; exact: number };
  /** Its part of the first ranking's score. */
  score: number;
};

/** Why a passage has its score, in points: `score` is the sum of the five parts'. */
export type Explanation = {
  score: number;
  bm25f: { score: number; terms: ExplainedTerm[] };
  /** The window that counted: its field, and the positions of its first and last match, counted from 1. */
  proximity: { score: number; field?: 'title' | 'body'; from?: number; to?: number; lexemes: string[] };
  /** Neighbouring lexemes of the question that stand at the same distance in the passage. */
  pairs: { score: number; lexemes: [string, string][] };
  /** BM25F of the matches in the question's own form. */
  exact: { score: number };
  /** Lexemes that the best passages have in common and this one has too, although the question has not. */
  feedback: { score: number; lexemes: string[] };
};

export type Explained = {
  asked: Asked;
  lexicon: Lexicon;
  candidate: Candidate;
  score: Score;
  feedback: Feedback;
  nameOf(lexeme: number): string;
};

/** Explains one passage's score. It shows lexemes of the question and of passages: for who may read both. */
export const explain = ({ asked, lexicon, candidate, score, feedback, nameOf }: Explained): Explanation => {
  const { title, body, pairs } = findMatches(asked, candidate);
  const names = asked.lexemes.ids().map(nameOf);
  const pairKeys = asked.pairs.ids();
  const related = feedback.lexemes.ids();
  return {
    score: toPoints(score.total),
    bm25f: { score: toPoints(score.bm25f), terms: explainTerms({ asked, candidate, names }, title, body) },
    proximity: { score: toPoints(score.proximity), ...explainWindow({ asked, names }, title, body) },
    pairs: {
      score: toPoints(score.pairs),
      lexemes: [...pairs].map((pair) => {
        const [first, second] = splitPair(pairKeys[pair] as number);
        return [names[first] as string, names[second] as string];
      }),
    },
    exact: { score: toPoints(score.exact) },
    feedback: {
      score: toPoints(score.feedback),
      lexemes: [...relatedLexemes(feedback, candidate, lexicon)].map((number) =>
        nameOf(related[number] as number),
      ),
    },
  };
};

type Named = { asked: Asked; names: string[] };

const explainTerms = (
  { asked, candidate, names }: Named & { candidate: Candidate },
  title: Match[],
  body: Match[],
): ExplainedTerm[] =>
  names
    .map((lexeme, number): ExplainedTerm => {
      const idf = asked.idf[number] as number;
      const times = asked.times[number] as number;
      const inTitle = countOf(title, number);
      const inBody = countOf(body, number);
      const count = inTitle.count * candidate.titleShare + inBody.count * candidate.bodyShare;
      const score = toPoints(postingScore(idf * times, count));
      return { lexeme, times, idf: toPoints(idf), title: inTitle, body: inBody, score };
    })
    .filter((term) => term.title.count + term.body.count > 0);

const countOf = (matches: Match[], lexeme: number): { count: number; exact: number } => {
  const found = matches.filter((match) => match.lexeme === lexeme);
  return { count: found.length, exact: found.filter(({ exact }) => exact).length };
};

const explainWindow = (
  { asked, names }: Named,
  title: Match[],
  body: Match[],
): Omit<Explanation['proximity'], 'score'> => {
  const inTitle = heaviestWindow(title, asked.idf);
  const inBody = heaviestWindow(body, asked.idf);
  const field = (inTitle?.weight ?? 0) >= (inBody?.weight ?? 0) ? 'title' : 'body';
  const best = field === 'title' ? inTitle : inBody;
  if (best === undefined) return { lexemes: [] };
  const { from, to } = best;
  const inside = (field === 'title' ? title : body).filter(
    ({ position }) => position >= from && position <= to,
  );
  return { field, from, to, lexemes: [...new Set(inside.map(({ lexeme }) => names[lexeme] as string))] };
};
