import { Failure } from '@rollcall/failures';
import { readRow } from '@rollcall/ledger';
import { type Database, isUuid } from '@rollcall/postgres';
import { exitStatus } from '../exit-status.ts';
import { findTarget, withSession } from '../session.ts';
import { paint, widthOf } from '../terminal/style.ts';
import { renderWaterfall, type TraceSpan } from '../terminal/waterfall.ts';
import type { CommandContext } from './context.ts';

const readSpans = async (db: Database, traceId: string): Promise<TraceSpan[]> => {
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

/** Spans are sent in batches: a trace that was just written is looked for again until it is whole or this long. */
const patienceMs = 3000;

/** `rollcall trace <row>`: the document's waterfall; exit 1 for a trace that is not whole. */
export const traceCommand = async (
  context: CommandContext,
  rowId: string,
  options: { json?: boolean },
): Promise<number> => {
  const target = await findTarget(context.config);
  return withSession(context.config, target, async ({ db }) => {
    const row = isUuid(rowId) ? await readRow(db, rowId) : undefined;
    if (!row?.traceId) throw new Failure('row.not_found');
    const until = Date.now() + patienceMs;
    for (;;) {
      const spans = await readSpans(db, row.traceId);
      const report = spans.length === 0 ? undefined : renderWaterfall(spans, widthOf());
      const whole = report !== undefined && report.orphans === 0 && report.missing.length === 0;
      if (!whole && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 250));
        continue;
      }
      if (!report) throw new Failure('trace.not_found');
      const { orphans, missing } = report;
      const head = `Row ${row.id}: ${row.status}${row.failure ? ` (${row.failure.code})` : ''}, trace ${row.traceId}`;
      context.print(
        options.json
          ? JSON.stringify({
              rowId: row.id,
              traceId: row.traceId,
              status: row.status,
              orphans,
              missing,
              spans,
            })
          : `${paint('bold', head)}\n\n${report.text}`,
      );
      // A document that failed or was cut short rightly lacks later hops; an answered one does not.
      const excused = row.status !== 'answered' && orphans === 0;
      return whole || excused ? exitStatus.complete : exitStatus.failed;
    }
  });
};
