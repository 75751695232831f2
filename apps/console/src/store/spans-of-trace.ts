import type { Queryable } from '@rollcall/postgres';
import type { TraceSpan } from '../trace/span.ts';

/** More spans than this are not drawn; a document takes some 20 in each epoch. */
export const mostSpans = 2000;

export type TraceSpans = { spans: TraceSpan[]; startedAt: Date | null; total: number };

/** A trace's spans, the earliest first; `total` counts those beyond `mostSpans` too. */
export const readTrace = async (db: Queryable, traceId: string): Promise<TraceSpans> => {
  const { rows } = await db.query<TraceSpan & { startedAt: Date; total: number }>({
    name: 'console.read_trace',
    text: `SELECT span_id AS "spanId", parent_id AS "parentId", name, service, kind, status, attributes,
             coalesce(links, '[]') AS links,
             (start_ns - min(start_ns) OVER ())::float8 / 1e6 AS "startMs",
             (end_ns - start_ns)::float8 / 1e6 AS "durationMs",
             to_timestamp((min(start_ns) OVER ())::float8 / 1e9) AS "startedAt",
             (count(*) OVER ())::int AS total
           FROM rollcall.spans WHERE trace_id = $1 ORDER BY start_ns, end_ns DESC, span_id LIMIT $2`,
    values: [traceId, mostSpans],
  });
  return {
    spans: rows.map(({ startedAt: _startedAt, total: _total, ...span }) => span),
    startedAt: rows[0]?.startedAt ?? null,
    total: rows[0]?.total ?? 0,
  };
};
