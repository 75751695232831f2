import { postingScore } from './bm25f.ts';
import type { Asked, Candidate } from './occurrences.ts';
import { parameters } from './parameters.ts';
import { heaviestWindow } from './proximity.ts';

/** A candidate's score in units, and what it is made of: `total` is the sum of the others. */
export type Look = { total: number; bm25f: number; proximity: number; exact: number };

/**
 * The final score of a passage that the first ranking put among the best. Added to its first score: what
 * stands near each other (after Tao and Zhai, "An Exploration of Proximity Measures in Information Retrieval",
 * 2007), and BM25F of the words that match before stemming, with the idf of their lexemes.
 */
export const lookAgain = (asked: Asked, candidate: Candidate): Look => {
  const { window, ...share } = parameters;
  const inTitle = heaviestWindow(candidate.title, asked.idf, window)?.weight ?? 0;
  const inBody = heaviestWindow(candidate.body, asked.idf, window)?.weight ?? 0;
  const proximity = Math.floor(share.proximity * Math.max(inTitle, inBody) + 0.5);
  const exact = Math.floor(share.exact * exactScore(asked, candidate) + 0.5);
  return { total: candidate.score + proximity + exact, bm25f: candidate.score, proximity, exact };
};

/** BM25F over the words that match in the question's own form, in units. */
const exactScore = ({ idf, times }: Asked, { title, body, titleShare, bodyShare }: Candidate): number => {
  const inTitle = countExact(title, idf.length);
  const inBody = countExact(body, idf.length);
  let score = 0;
  for (let lexeme = 0; lexeme < idf.length; lexeme += 1) {
    score += postingScore(
      idf[lexeme] as number,
      times[lexeme] as number,
      inTitle[lexeme] as number,
      titleShare,
      inBody[lexeme] as number,
      bodyShare,
    );
  }
  return score;
};

const countExact = ({ count, lexemes, exact }: Candidate['title'], asked: number): Int32Array => {
  const counts = new Int32Array(asked);
  for (let at = 0; at < count; at += 1) {
    const lexeme = lexemes[at] as number;
    counts[lexeme] = (counts[lexeme] as number) + (exact[at] as number);
  }
  return counts;
};
