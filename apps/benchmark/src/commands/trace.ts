import { Failure } from '@rollcall/failures';
import { type RowView, readRow } from '@rollcall/ledger';
import { type Database, isUuid } from '@rollcall/postgres';
import { exitStatus } from '../exit-status.ts';
import { findTarget, withSession } from '../session.ts';
import { paint, widthOf } from '../terminal/style.ts';
import { renderWaterfall } from '../terminal/waterfall.ts';
import { type Completeness, completenessOf, isWhole, type TraceSpan } from '../trace/completeness.ts';
import { readSpans } from '../trace/read-spans.ts';
import type { CommandContext } from './context.ts';

/** Spans are sent in batches: a trace that was just written is read again until it is whole, or for so long. */
const patienceMs = 3000;
const pollMs = 250;

type RowTrace = { spans: TraceSpan[]; completeness: Completeness };

const readTrace = async (db: Database, row: RowView, traceId: string): Promise<RowTrace> => {
  const until = Date.now() + patienceMs;
  for (;;) {
    const spans = await readSpans(db, traceId);
    const completeness = completenessOf(row, spans);
    if (isWhole(spans, completeness) || Date.now() >= until) return { spans, completeness };
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
};

/** `rollcall trace <row>`: the document's waterfall; exit 1 for a trace that is not whole. */
export const traceCommand = async (
  { config, print }: CommandContext,
  rowId: string,
  options: { json?: boolean },
): Promise<number> =>
  withSession(config, await findTarget(config), async ({ db }) => {
    const row = isUuid(rowId) ? await readRow(db, rowId) : undefined;
    if (!row) throw new Failure('row.not_found');
    const { id, status, failure, traceId } = row;
    if (traceId === null) throw new Failure('trace.not_found');
    const { spans, completeness } = await readTrace(db, row, traceId);
    if (spans.length === 0) throw new Failure('trace.not_found');
    if (options.json) {
      print(JSON.stringify({ rowId: id, traceId, status, ...completeness, spans }));
    } else {
      const head = `Row ${id}: ${status}${failure ? ` (${failure.code})` : ''}, trace ${traceId}`;
      print(`${paint('bold', head)}\n\n${renderWaterfall(spans, completeness, widthOf())}`);
    }
    return isWhole(spans, completeness) ? exitStatus.complete : exitStatus.failed;
  });
