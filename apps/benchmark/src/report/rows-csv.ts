import { hops } from '@rollcall/pipeline';
import { sum } from '../scoring/percentile.ts';
import type { ScoredRow } from '../scoring/score-rows.ts';
import { type CsvValue, toCsv } from './csv.ts';

const byType = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([type, count]) => `${type} ${count}`)
    .join('; ');

/** The columns of `rows.csv`, in order; times in milliseconds. */
const columns: [string, (row: ScoredRow) => CsvValue][] = [
  ['id', (row) => row.id],
  ['row_id', (row) => row.rowId],
  ['status', (row) => row.status],
  ['answer', (row) => row.answer],
  ['expected', (row) => row.expected.join(' | ')],
  ['answerable', (row) => row.answerable],
  ['em', (row) => row.em],
  ['f1', (row) => row.f1],
  ['grounded', (row) => row.grounded],
  ['dropped', (row) => row.dropped],
  ['action', (row) => row.action],
  ['degraded_by', (row) => row.degradedBy.map(({ code }) => code).join('; ')],
  ['citations', (row) => row.citations.length],
  ['masked', (row) => sum(Object.values(row.redactions))],
  ['masked_by_type', (row) => byType(row.redactions)],
  ['leaked', (row) => row.leaked],
  ['leaked_by_type', (row) => byType(row.leakedByType)],
  ['attempts', (row) => row.attempts],
  ['epoch', (row) => row.epoch],
  ['failure_code', (row) => row.failure?.code],
  ['failure_hop', (row) => row.failure?.hop],
  ['failure_message', (row) => row.failure?.message],
  ['model_calls', (row) => row.modelCalls],
  ...hops.flatMap((hop): [string, (row: ScoredRow) => CsvValue][] => [
    [`${hop}_queue_ms`, (row) => row.hops[hop]?.queueMs],
    [`${hop}_work_ms`, (row) => row.hops[hop]?.workMs],
  ]),
  ['ttft_ms', (row) => row.ttftMs],
  ['prompt_tokens', (row) => row.promptTokens],
  ['completion_tokens', (row) => row.completionTokens],
  ['trace_id', (row) => row.traceId],
];

/** `rows.csv`: a line a document. */
export const rowsCsv = (rows: ScoredRow[]): string =>
  toCsv(
    columns.map(([name]) => name),
    rows.map((row) => columns.map(([, read]) => read(row))),
  );
