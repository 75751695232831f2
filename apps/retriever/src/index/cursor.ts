import { parameters } from '../ranking/parameters.ts';
import { bodyCountOf, mostInSegment, placeOf, titleCountOf } from './posting.ts';
import type { Shares } from './snapshot.ts';

/** One of a question's lexemes on its way through a segment. */
export type Cursor = {
  /** The segment's postings, and its passages' shares. */
  postings: Int32Array;
  shares: Shares;
  /** The lexeme's idf in units, times how often it is asked. */
  weight: number;
  /** The next posting, and the end of the lexeme's postings. */
  at: number;
  end: number;
};

/** The place of the next posting's passage; beyond every place where there is none. */
export const nextPlace = ({ postings, at, end }: Cursor): number =>
  at < end ? placeOf(postings[at] as number) : mostInSegment;

const { k1 } = parameters;

/**
 * Moves a cursor up to place `to`, and adds what its postings score to `scores`, which has an entry for each
 * place from `from` on.
 *
 * This is `postingScore`, with what is the same for all postings taken out of the loop. It has no branch that
 * depends on a posting: tables of scores for the usual counts, and a way around them for the others, took two
 * and a half times as long.
 */
export const addScores = (cursor: Cursor, scores: Float64Array, from: number, to: number): void => {
  const { postings, shares, end } = cursor;
  const { title, body } = shares;
  const most = cursor.weight * (k1 + 1);
  let { at } = cursor;
  for (; at < end; at += 1) {
    const posting = postings[at] as number;
    const place = placeOf(posting);
    if (place >= to) break;
    const matches =
      titleCountOf(posting) * (title[place] as number) + bodyCountOf(posting) * (body[place] as number);
    const score = Math.floor((most * matches) / (matches + k1) + 0.5);
    scores[place - from] = (scores[place - from] as number) + score;
  }
  cursor.at = at;
};
