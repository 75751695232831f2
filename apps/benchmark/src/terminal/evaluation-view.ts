import type { Estimate } from '../evaluation/bootstrap.ts';
import type { Evaluation } from '../evaluation/evaluate.ts';
import { renderTable } from './table.ts';

/** An evaluation of retrieval as a table, and a line for what is none of its rows. */
export const renderEvaluation = (evaluation: Evaluation, width: number): string => {
  const { k, measures, latencyMs, queries, unanswered } = evaluation;
  const row = (name: string, { mean, low, high }: Estimate): string[] => [
    name,
    mean.toFixed(4),
    `${low.toFixed(4)} to ${high.toFixed(4)}`,
  ];
  const table = renderTable(
    [
      { title: 'measure' },
      { title: 'mean', align: 'right' },
      { title: '95 % interval (bootstrap)', align: 'right' },
    ],
    [
      row(`nDCG@${k}`, measures.ndcg),
      row(`recall@${k}`, measures.recall),
      row(`MRR@${k}`, measures.reciprocalRank),
      row('P@1', measures.precisionAt1),
    ],
    width,
  );
  const ms = (value: number | null): string => (value === null ? '-' : value.toFixed(1));
  return [
    table,
    '',
    `Latency of a query, one after the other: p50 ${ms(latencyMs.p50)}, p95 ${ms(latencyMs.p95)}, p99 ${ms(latencyMs.p99)} ms.`,
    `${queries.toLocaleString('en')} queries, ${unanswered.toLocaleString('en')} of them without an answer.`,
  ].join('\n');
};
