import type { Log } from '@rollcall/telemetry';
import type { Queryable } from './database.ts';

/** Postgres' own limits on a connection, in milliseconds; 0 is none. */
export type TimeLimits = { statementMs: number; idleInTransactionMs: number };

/** The limits that hold for this pool's statements, wherever they come from. */
export const readTimeLimits = async (db: Queryable): Promise<TimeLimits> => {
  const { rows } = await db.query<TimeLimits>({
    name: 'time_limits.read',
    text: `SELECT
             (SELECT setting::int FROM pg_settings WHERE name = 'statement_timeout') AS "statementMs",
             (SELECT setting::int FROM pg_settings
              WHERE name = 'idle_in_transaction_session_timeout') AS "idleInTransactionMs"`,
  });
  return rows[0] ?? { statementMs: 0, idleInTransactionMs: 0 };
};

/**
 * Says so where a statement or an idle transaction may go on for ever: behind a pooler only the role's
 * settings can limit them. See docs/connection-budget.md.
 */
export const warnOfNoTimeLimits = async (db: Queryable, log: Log): Promise<void> => {
  const limits = await readTimeLimits(db);
  if (limits.statementMs > 0 && limits.idleInTransactionMs > 0) return;
  log.warn('postgres sets this role no time limit', { ...limits });
};
