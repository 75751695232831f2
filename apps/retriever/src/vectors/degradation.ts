import { Failure, type FailureCode } from '@rollcall/failures';

/** How an answer came about. `degraded`: why vectors that the collection should be searched by were not. */
export type Ranking = { mode: 'bm25' | 'hybrid'; degraded?: FailureCode };

/** How the caller wants passages to be ranked; `auto`: by vectors too, where the collection has them. */
export type RankingMode = 'auto' | 'bm25' | 'hybrid';

/**
 * The code for an answer without vectors. Only what concerns embeddings is an answer by BM25 alone; anything else, a
 * Postgres that is away or a mistake of ours, is thrown on.
 */
export const degradedBy = (thrown: unknown): FailureCode => {
  if (thrown instanceof Failure && thrown.code.startsWith('embeddings.')) return thrown.code;
  throw thrown;
};

/** What a round of work on passages waits for after a failure, in milliseconds; `times` counts failures in a row. */
export const pauseAfter = (failure: Failure, times: number, random: number): number => {
  const told = failure.details?.retryAfterMs ?? failure.details?.retryInMs;
  const backOff = Math.min(firstPauseMs * 2 ** Math.min(times - 1, 10), longestPauseMs);
  // What cannot be got over by waiting is looked at again all the same: the operator may have put it right.
  return Math.max(Number(told ?? 0), Math.round(backOff / 2 + (backOff / 2) * random));
};

const firstPauseMs = 1000;
const longestPauseMs = 60_000;
