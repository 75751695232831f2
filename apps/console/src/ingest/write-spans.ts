import type { Queryable } from '@rollcall/postgres';
import type { StoredSpan } from './otlp.ts';

/** Writes spans in one statement; a span that is there already (an exporter that tries again) is left alone. */
export const writeSpans = async (db: Queryable, spans: StoredSpan[]): Promise<void> => {
  if (spans.length === 0) return;
  await db.query({
    name: 'console.write_spans',
    text: `INSERT INTO rollcall.spans (trace_id, span_id, parent_id, name, service, kind, start_ns, end_ns,
             status, attributes, links)
           SELECT "traceId", "spanId", "parentId", name, service, kind, "startNs", "endNs", status,
             attributes, nullif(links, '[]')
           FROM jsonb_to_recordset($1::jsonb) AS s ("traceId" text, "spanId" text, "parentId" text, name text,
             service text, kind int, "startNs" bigint, "endNs" bigint, status int, attributes jsonb, links jsonb)
           ON CONFLICT DO NOTHING`,
    values: [JSON.stringify(spans)],
  });
};
