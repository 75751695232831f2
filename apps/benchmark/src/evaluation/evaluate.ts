import { percentile } from '../scoring/percentile.ts';
import { type Estimate, estimate } from './bootstrap.ts';
import type { Found } from './find-documents.ts';
import type { JudgedQuery } from './judged-set.ts';
import { type Measures, measure } from './measures.ts';

/** How well queries were answered, and how quickly. */
export type Evaluation = {
  queries: number;
  /** Documents of each answer that were looked at. */
  k: number;
  measures: Record<keyof Measures, Estimate>;
  /** Of one request for `k` passages after the other; milliseconds. */
  latencyMs: { p50: number | null; p95: number | null; p99: number | null };
  /** Queries for which no passage was found. */
  unanswered: number;
};

export type Answered = { query: JudgedQuery; found: Found };

/**
 * Asks the queries one after the other, so that the latencies are those of a system at rest. Aborted, it stops
 * before the next one. Throws what `find` throws.
 */
export const answerQueries = async (
  queries: JudgedQuery[],
  find: (query: string) => Promise<Found>,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<Answered[]> => {
  const answered: Answered[] = [];
  onProgress(0);
  for (const query of queries) {
    if (signal.aborted) break;
    answered.push({ query, found: await find(query.text) });
    onProgress(answered.length);
  }
  return answered;
};

/** Scores answers; there is at least one. */
export const evaluate = (answered: Answered[], k: number): Evaluation => {
  const measured = answered.map(({ query, found }) => measure(found.documents, query.judgements, k));
  const latencies = answered.map(({ found }) => found.latencyMs);
  const over = (name: keyof Measures): Estimate => estimate(measured.map((each) => each[name]));
  return {
    queries: answered.length,
    k,
    measures: {
      ndcg: over('ndcg'),
      recall: over('recall'),
      reciprocalRank: over('reciprocalRank'),
      precisionAt1: over('precisionAt1'),
    },
    latencyMs: {
      p50: percentile(latencies, 50),
      p95: percentile(latencies, 95),
      p99: percentile(latencies, 99),
    },
    unanswered: answered.filter(({ found }) => found.documents.length === 0).length,
  };
};
