import { Failure, type FailureCode } from '@rollcall/failures';
import type { Database, Queryable } from '@rollcall/postgres';

/** The codes of rows that were closed because their run was ended. */
export const endCodes = [
  'run.no_progress',
  'run.stopped',
  'run.cancelled',
] as const satisfies readonly FailureCode[];

export type EndCode = (typeof endCodes)[number];

/**
 * What is kept on the run beside its rows; times are Postgres'. A second end keeps what the first one wrote, and a
 * run without an open row was not ended by anybody.
 */
const marks: Record<EndCode, string | undefined> = {
  'run.no_progress': undefined,
  'run.stopped': 'stopped_at = coalesce(stopped_at, now()), stop_reason = coalesce(stop_reason, $2)',
  'run.cancelled': 'cancelled_at = coalesce(cancelled_at, now())',
};

/**
 * Closes every open row of a run as failed with `code` and says so on the run, in one transaction. Returns
 * the number of rows closed; all of them can be resumed. Jobs that are still in a queue are the caller's to
 * discard (`discard-jobs.ts`): retriever and redactor drop those of a closed row, the model-proxy does not
 * read rows and would call the model.
 *
 * @param reason why, for `run.stopped`: kept as `runs.stop_reason`
 */
export const endRun = (db: Database, runId: string, code: EndCode, reason?: object): Promise<number> =>
  db.transaction(async (tx) => {
    await mark(tx, runId, code, reason);
    const { message } = new Failure(code);
    const { count } = await tx.query({
      name: 'ledger.end_run',
      text: `UPDATE rollcall.rows SET status = 'failed', closed_at = now(), touched_at = now(),
               failure_code = $2, failure_message = $3, failure_hop = hop
             WHERE run_id = $1 AND closed_at IS NULL`,
      values: [runId, code, message],
    });
    return count;
  });

const mark = async (tx: Queryable, runId: string, code: EndCode, reason?: object): Promise<void> => {
  const text = marks[code];
  if (text === undefined) return;
  await tx.query({
    name: `ledger.mark_${code}`,
    text: `UPDATE rollcall.runs SET ${text} WHERE id = $1
           AND EXISTS (SELECT 1 FROM rollcall.rows WHERE run_id = $1 AND closed_at IS NULL)`,
    values: code === 'run.stopped' ? [runId, JSON.stringify(reason ?? {})] : [runId],
  });
};

/** The rows of a run that were closed because it was ended, and have not been opened again. */
export const endedRows = async (
  db: Queryable,
  runId: string,
): Promise<{ rowId: string; epoch: number }[]> => {
  const { rows } = await db.query<{ rowId: string; epoch: number }>({
    name: 'ledger.ended_rows',
    text: `SELECT id AS "rowId", epoch FROM rollcall.rows WHERE run_id = $1 AND failure_code = ANY($2)`,
    values: [runId, endCodes],
  });
  return rows;
};
