import type { Queryable } from '@rollcall/postgres';
import { type Reopened, reopen } from './reopen.ts';

/**
 * Opens a run's rows again that were never enqueued, failed or lost (or only those that failed with
 * `code`), for the caller to enqueue. Rows whose work is still under way are left alone.
 */
export const resume = async (db: Queryable, runId: string, code?: string): Promise<Reopened[]> => {
  const { rows } = await db.query<{ rowId: string; epoch: number }>({
    name: 'ledger.resumable',
    text: `SELECT id AS "rowId", epoch FROM rollcall.rows
           WHERE run_id = $1 AND (
             ($2::text IS NULL AND (status IN ('failed', 'lost') OR (status = 'open' AND hop IS NULL)))
             OR failure_code = $2)`,
    values: [runId, code ?? null],
  });
  return reopen(db, rows, 'person');
};
