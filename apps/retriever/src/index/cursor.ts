import { mostInSegment, placeOf } from './posting.ts';

/** One of a question's lexemes on its way through a segment. */
export type Cursor = {
  /** The segment's postings, and the level of each of the lexeme's. */
  postings: Int32Array;
  levels: Float32Array;
  /** The lexeme's idf in units, times how often it is asked. */
  weight: number;
  /** The next posting, and the end of the lexeme's postings. */
  at: number;
  end: number;
};

/** The place of the next posting's passage; beyond every place where there is none. */
export const nextPlace = ({ postings, at, end }: Cursor): number =>
  at < end ? placeOf(postings[at] as number) : mostInSegment;

/**
 * Moves a cursor up to place `to`, and adds what its postings score to `scores`, which has an entry for each
 * place from `from` on.
 *
 * This is `postingScore`, with levels that were reckoned before. It has no branch that depends on a posting.
 */
export const addScores = (cursor: Cursor, scores: Float64Array, from: number, to: number): void => {
  const { postings, levels, weight, end } = cursor;
  let { at } = cursor;
  for (; at < end; at += 1) {
    const place = placeOf(postings[at] as number);
    if (place >= to) break;
    const score = Math.floor(weight * (levels[at] as number) + 0.5);
    scores[place - from] = (scores[place - from] as number) + score;
  }
  cursor.at = at;
};
