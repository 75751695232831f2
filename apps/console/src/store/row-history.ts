import type { Queryable } from '@rollcall/postgres';

/** What happened to a row besides its one close. */
export type RowEvent = {
  epoch: number;
  kind: 'reopened' | 'reconciled' | 'late_close';
  status: string | null;
  code: string | null;
  hop: string | null;
  modelCalls: number;
  recordedAt: Date;
};

/** Earlier outcomes of a row that were opened again, and closes that came late; oldest first. */
export const readRowHistory = async (db: Queryable, rowId: string): Promise<RowEvent[]> => {
  const { rows } = await db.query<RowEvent>({
    name: 'console.read_row_history',
    text: `SELECT epoch, kind, status, failure_code AS code, hop, model_calls AS "modelCalls",
             recorded_at AS "recordedAt"
           FROM rollcall.row_attempts WHERE row_id = $1 ORDER BY id LIMIT 100`,
    values: [rowId],
  });
  return rows;
};

/** The row that an id names: a row's own, or the one whose trace it is; undefined where there is none. */
export const findRow = async (
  db: Queryable,
  id: { rowId: string } | { traceId: string },
): Promise<string | undefined> => {
  const { rows } = await db.query<{ id: string }>(
    'rowId' in id
      ? {
          name: 'console.find_row',
          text: 'SELECT id FROM rollcall.rows WHERE id = $1',
          values: [id.rowId],
        }
      : {
          name: 'console.find_row_by_trace',
          text: 'SELECT id FROM rollcall.rows WHERE trace_id = $1 LIMIT 1',
          values: [id.traceId],
        },
  );
  return rows[0]?.id;
};
