import type { Queryable } from '@rollcall/postgres';

/** How a run's rows ended since some moment. Lost rows count as failed. */
export type Closings = {
  failed: number;
  /** The latest closings that were all failures: 0 where the newest row was answered or abstained. */
  failedInARow: number;
};

/** Postgres' clock, exact to the microsecond: a moment to count closings from. */
export const readClock = async (db: Queryable): Promise<string> => {
  const { rows } = await db.query<{ now: string }>({
    name: 'ledger.clock',
    text: 'SELECT now()::text AS now',
  });
  return rows[0]?.now ?? '';
};

/** How the rows of a run ended that were closed after `since` (see `readClock`). */
export const readClosings = async (db: Queryable, runId: string, since: string): Promise<Closings> => {
  const { rows } = await db.query<Closings>({
    name: 'ledger.read_closings',
    text: `WITH closed AS (
             SELECT closed_at, status IN ('failed', 'lost') AS failed FROM rollcall.rows
             WHERE run_id = $1 AND closed_at > $2::timestamptz
           )
           SELECT count(*) FILTER (WHERE failed)::int AS failed,
             count(*) FILTER (WHERE failed AND closed_at > coalesce(
               (SELECT max(closed_at) FROM closed WHERE NOT failed), '-infinity'))::int AS "failedInARow"
           FROM closed`,
    values: [runId, since],
  });
  return rows[0] ?? { failed: 0, failedInARow: 0 };
};
