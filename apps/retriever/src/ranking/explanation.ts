import { postingScore, toPoints } from './bm25f.ts';
import type { Candidate } from './candidate.ts';
import { type Feedback, relatedLexemes } from './feedback.ts';
import { findMatches, type Match } from './matches.ts';
import { heaviestWindow } from './proximity.ts';
import { type Lexicon, type Question, splitPair } from './question.ts';
import type { Score } from './second-look.ts';

/** A lexeme of the question that a passage has. */
export type ExplainedTerm = {
  lexeme: string;
  /** How often the question has it. */
  times: number;
  idf: number;
  /** How often each field has it, in any form and in the question's own. */
  title: { count: number; exact: number };
  body: { count: number; exact: number };
  /** Its part of the first ranking's score. */
  score: number;
};

/** Why a passage has its score, in points: `score` is the sum of the parts' scores, but for rounding. */
export type Explanation = {
  score: number;
  bm25f: { score: number; terms: ExplainedTerm[] };
  /** The window that counted: its field, and the places of its first and last match among the field's words, from 1. */
  proximity: { score: number; field?: 'title' | 'body'; from?: number; to?: number; lexemes: string[] };
  /** Neighbouring words of the question that are neighbours in the passage. */
  pairs: { score: number; words: string[] };
  /** BM25F of the matches in the question's own form. */
  exact: { score: number };
  /** Lexemes that the best passages share and this one has, although the question does not. */
  feedback: { score: number; lexemes: string[] };
};

export type Explained = {
  question: Question;
  lexicon: Lexicon;
  candidate: Candidate;
  score: Score;
  feedback: Feedback;
  /** What the ids stand for. */
  names: { word(id: number): string; lexeme(id: number): string };
};

/** The explanation of one passage's score. It shows the passage's and the question's words: for who may read both. */
export const explain = ({ question, lexicon, candidate, score, feedback, names }: Explained): Explanation => {
  const { title, body, pairs } = findMatches(question, lexicon, candidate);
  const lexemes = [...question.lexemes.ids()];
  const nameOf = (number: number): string => names.lexeme(lexemes[number] as number);
  const related = [...feedback.lexemes.ids()];

  const terms = lexemes.map((lexeme, number): ExplainedTerm => {
    const inTitle = countOf(title, number);
    const inBody = countOf(body, number);
    const count = inTitle.count * candidate.titleShare + inBody.count * candidate.bodyShare;
    const idf = question.idf[number] as number;
    const times = question.times[number] as number;
    return {
      lexeme: names.lexeme(lexeme),
      times,
      idf: toPoints(idf),
      title: inTitle,
      body: inBody,
      score: toPoints(postingScore(idf * times, count)),
    };
  });
  return {
    score: toPoints(score.total),
    bm25f: {
      score: toPoints(score.bm25f),
      terms: terms.filter((term) => term.title.count + term.body.count > 0),
    },
    proximity: {
      score: toPoints(score.proximity),
      ...nearestMatches(question, title, body, nameOf),
    },
    pairs: {
      score: toPoints(score.pairs),
      words: pairNames(question, pairs, names.word),
    },
    exact: { score: toPoints(score.exact) },
    feedback: {
      score: toPoints(score.feedback),
      lexemes: [...relatedLexemes(feedback, candidate, lexicon)].map((number) =>
        names.lexeme(related[number] as number),
      ),
    },
  };
};

const countOf = (matches: Match[], lexeme: number): { count: number; exact: number } => {
  const found = matches.filter((match) => match.lexeme === lexeme);
  return { count: found.length, exact: found.filter(({ exact }) => exact).length };
};

const nearestMatches = (
  { idf }: Question,
  title: Match[],
  body: Match[],
  nameOf: (lexeme: number) => string,
): Omit<Explanation['proximity'], 'score'> => {
  const inTitle = heaviestWindow(title, idf);
  const inBody = heaviestWindow(body, idf);
  const isTitle = (inTitle?.weight ?? 0) >= (inBody?.weight ?? 0);
  const best = isTitle ? inTitle : inBody;
  if (best === undefined) return { lexemes: [] };
  const inside = (isTitle ? title : body).filter(
    ({ position }) => position >= best.from && position <= best.to,
  );
  return {
    field: isTitle ? 'title' : 'body',
    from: best.from + 1,
    to: best.to + 1,
    lexemes: [...new Set(inside.map(({ lexeme }) => nameOf(lexeme)))],
  };
};

const pairNames = (question: Question, found: Set<number>, wordOf: (id: number) => string): string[] => {
  const words = [...question.words.ids()];
  const keys = [...question.pairs.ids()];
  return [...found].map((pair) =>
    splitPair(keys[pair] as number)
      .map((number) => wordOf(words[number] as number))
      .join(' '),
  );
};
