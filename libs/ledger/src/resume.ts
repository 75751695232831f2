import type { FailureCode } from '@rollcall/failures';
import type { Database, Queryable } from '@rollcall/postgres';
import { type Reopened, reopen } from './reopen.ts';

/** A row that can be opened again. `code` is why it was closed; null for one that was never enqueued. */
export type Resumable = { rowId: string; epoch: number; code: FailureCode | null };

/**
 * A run's rows that failed or were lost, and those that have not begun: whether such a row's job was never
 * added or waits in a queue cannot be told from the row, and need not be, for the next epoch outdates it.
 * Rows whose work is under way are left alone; where that was lost, the sweep finds them.
 */
export const resumable = (db: Queryable, runId: string): Promise<Resumable[]> =>
  read(db, {
    name: 'ledger.resumable',
    text: `SELECT id AS "rowId", epoch, failure_code AS code FROM rollcall.rows
           WHERE run_id = $1 AND (status IN ('failed', 'lost') OR (status = 'open' AND hop IS NULL))
           ORDER BY opened_at, document_id`,
    values: [runId],
  });

/** A run's dead letters: its rows that failed or were lost, all of them or those with one of `codes`. */
export const replayable = (
  db: Queryable,
  runId: string,
  codes?: readonly FailureCode[],
): Promise<Resumable[]> =>
  read(db, {
    name: 'ledger.replayable',
    text: `SELECT id AS "rowId", epoch, failure_code AS code FROM rollcall.rows
           WHERE run_id = $1 AND status IN ('failed', 'lost') AND ($2::text[] IS NULL OR failure_code = ANY($2))
           ORDER BY opened_at, document_id`,
    values: [runId, codes ?? null],
  });

const read = async (db: Queryable, statement: Parameters<Queryable['query']>[0]): Promise<Resumable[]> =>
  (await db.query<Resumable>(statement)).rows;

/**
 * Opens rows of a run again, for the caller to enqueue, and takes back that the run was stopped or cancelled:
 * this is a person's wish, and a later one. Says in the same transaction that somebody is enqueuing, so that
 * the sweep leaves the rows to the caller. A row that was answered meanwhile is left alone.
 */
export const resume = (
  db: Database,
  runId: string,
  rows: { rowId: string; epoch: number }[],
): Promise<Reopened[]> =>
  db.transaction(async (tx) => {
    await tx.query({
      name: 'ledger.continue_run',
      text: `UPDATE rollcall.runs
             SET cancelled_at = NULL, stopped_at = NULL, stop_reason = NULL, enqueuing_at = now()
             WHERE id = $1`,
      values: [runId],
    });
    return reopen(tx, rows, 'person');
  });
