import { Failure, type FailureCode } from '@rollcall/failures';
import type { Queryable } from '@rollcall/postgres';

/**
 * Closes every open row of a run as failed with `code`: nothing moves any more.
 * Jobs that are still in a queue find their row closed and are dropped. Returns the number of rows closed;
 * all of them can be resumed.
 */
export const endRun = async (
  db: Queryable,
  runId: string,
  code: Extract<FailureCode, 'run.no_progress'>,
): Promise<number> => {
  const { message } = new Failure(code);
  const { count } = await db.query({
    name: 'ledger.end_run',
    text: `UPDATE rollcall.rows SET status = 'failed', closed_at = now(), touched_at = now(),
             failure_code = $2, failure_message = $3, failure_hop = hop
           WHERE run_id = $1 AND closed_at IS NULL`,
    values: [runId, code, message],
  });
  return count;
};
