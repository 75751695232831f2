import type { Queryable } from '@rollcall/postgres';
import type { TraceSpan } from './completeness.ts';

/** The spans of a trace that the console has stored, the earliest first. Status 2 is OTLP's "error". */
export const readSpans = async (db: Queryable, traceId: string): Promise<TraceSpan[]> => {
  const { rows } = await db.query<TraceSpan>({
    name: 'spans.of_trace',
    text: `SELECT span_id AS "spanId", parent_id AS "parentId", name, service,
             start_ns::float8 / 1e6 AS "startMs", end_ns::float8 / 1e6 AS "endMs",
             status = 2 AS failed, attributes
           FROM rollcall.spans WHERE trace_id = $1 ORDER BY start_ns`,
    values: [traceId],
  });
  return rows;
};
