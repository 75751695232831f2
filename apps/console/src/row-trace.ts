import type { RowView } from '@rollcall/ledger';
import type { Queryable } from '@rollcall/postgres';
import { readTrace } from './store/spans-of-trace.ts';
import { type Completeness, completenessOf } from './trace/completeness.ts';
import { arrange, type Placed } from './trace/tree.ts';

const SECOND = 1000;

/** Exporters send twice a second; a span that is not here after this long has been lost on its way. */
const freshMs = 10 * SECOND;

export type RowTrace = {
  traceId: string;
  startedAt: Date | null;
  /** In the order in which they are drawn: each below its parent. */
  placed: Placed[];
  completeness: Completeness;
  /** All spans of the trace, those beyond `mostSpans` included. */
  total: number;
  /** The row was closed less than ten seconds ago. */
  fresh: boolean;
};

/** The trace that a row names, held against what the row says of its way; undefined where it names none. */
export const readRowTrace = async (
  db: Queryable,
  row: RowView,
  now = Date.now(),
): Promise<RowTrace | undefined> => {
  if (row.traceId === null) return undefined;
  const { spans, startedAt, total } = await readTrace(db, row.traceId);
  const placed = arrange(spans);
  const completeness = completenessOf(row, placed);
  const fresh = row.closedAt === null || now - row.closedAt.getTime() < freshMs;
  return { traceId: row.traceId, startedAt, placed, completeness, total, fresh };
};
