import type { Lexicon } from '../ranking/asked.ts';
import type { Statistics, Term } from './read-question.ts';
import type { TokenStream } from './token-stream.ts';

/** A passage of the first ranking's best, as the second look needs it. */
export type Found = {
  number: number;
  tie: number;
  /** BM25F, in units. */
  score: number;
  /** In lexemes. */
  titleLength: number;
  bodyLength: number;
  tokens: TokenStream;
};

/** The first ranking of a question by one version of its collection; `found` is best first. */
export type FirstLook = {
  version: number;
  statistics: Statistics;
  terms: readonly Term[];
  lexicon: Lexicon;
  found: Found[];
};

/** Equal scores: by the document's tie, then in the order of its passages. */
export const byTie = (a: { tie: number; number: number }, b: { tie: number; number: number }): number =>
  a.tie - b.tie || a.number - b.number;
