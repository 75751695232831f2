import type { Queryable } from '@rollcall/postgres';

/** A row that is open in a new epoch and whose job is to be added at `retrieve`. */
export type Reopened = {
  rowId: string;
  epoch: number;
  traceparent: string | undefined;
};

/** What each may open again. */
const openedBy = { sweep: ['open'], person: ['open', 'failed', 'lost'] } as const;

/**
 * The one verb behind reconcile, resume and replay: archives the old outcome, raises the epoch and opens
 * the row again. The old epoch's jobs can then neither block the new job's id nor close the row. Rows
 * that somebody else has moved on meanwhile (other epoch) are left alone, and so are rows that were closed
 * since the caller looked: an answer is never taken back, and what a person has closed (`endRun`) is not
 * opened by a sweep.
 *
 * `reconciled` counts the sweep's own reopenings; a person's resume starts that count again.
 */
export const reopen = async (
  db: Queryable,
  rows: { rowId: string; epoch: number }[],
  by: 'sweep' | 'person',
): Promise<Reopened[]> => {
  if (rows.length === 0) return [];
  const { rows: reopened } = await db.query<{ id: string; epoch: number; traceparent: string | null }>({
    name: 'ledger.reopen',
    text: `WITH asked AS (
             SELECT r.* FROM rollcall.rows r
             JOIN unnest($1::uuid[], $2::int[]) AS a (id, epoch) ON r.id = a.id AND r.epoch = a.epoch
             WHERE r.status = ANY($4) FOR UPDATE OF r
           ), archived AS (
             INSERT INTO rollcall.row_attempts (row_id, epoch, kind, status, failure_code, hop, model_calls)
             SELECT id, epoch, CASE WHEN $3 = 'sweep' THEN 'reconciled' ELSE 'reopened' END,
               status, failure_code, hop, model_calls FROM asked
           )
           UPDATE rollcall.rows r SET
             epoch = r.epoch + 1, status = 'open', closed_at = NULL, touched_at = now(), hop = NULL,
             reconciled = CASE WHEN $3 = 'sweep' THEN r.reconciled + 1 ELSE 0 END,
             deadline_at = CASE WHEN $3 = 'sweep' THEN r.deadline_at
               WHEN r.run_id IS NULL THEN now() + r.deadline_ms * interval '1 ms' END,
             answer = NULL, abstained_by = NULL, failure_code = NULL, failure_message = NULL,
             failure_hop = NULL, failure_details = NULL
           FROM asked WHERE r.id = asked.id
           RETURNING r.id, r.epoch, r.traceparent`,
    values: [rows.map((row) => row.rowId), rows.map((row) => row.epoch), by, openedBy[by]],
  });
  return reopened.map((row) => ({
    rowId: row.id,
    epoch: row.epoch,
    traceparent: row.traceparent ?? undefined,
  }));
};
