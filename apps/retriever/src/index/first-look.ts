import type { Statistics, Term } from './read-question.ts';

/** A passage of the first ranking's best, as the second look needs it. */
export type Found = {
  number: number;
  tie: number;
  /** BM25F, in units. */
  score: number;
  titleLength: number;
  bodyLength: number;
  /** Its token stream: `bytes` from `from` up to `to`. */
  tokens: { bytes: Uint8Array; from: number; to: number };
};

/** The first ranking of a question, best first. Equal scores by `tie`, then by number. */
export type FirstLook = {
  version: number;
  statistics: Statistics;
  terms: readonly Term[];
  /** By term, in units. */
  idf: Float64Array;
  found: Found[];
};

/** Equal scores: by the document's tie, then in the order of its passages. */
export const byTie = (a: { tie: number; number: number }, b: { tie: number; number: number }): number =>
  a.tie - b.tie || a.number - b.number;
