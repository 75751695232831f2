import type { RowStatus } from '@rollcall/ledger';
import type { Queryable } from '@rollcall/postgres';
import type { PoolKey, Sample } from './sample.ts';

/** The storm's rows: those of its run, or those that its requests opened under keys of one beginning. */
export type StormRows = { by: 'run'; runId: string } | { by: 'key'; tenantId: string; beginning: string };

const rowsWhere = { by_run: 'run_id = $1', by_key: 'tenant_id = $1 AND starts_with(idempotency_key, $2)' };

/** The storm's rows in the ledger by status, and the failed and lost ones by code. */
export const readStormRows = async (
  db: Queryable,
  which: StormRows,
): Promise<Pick<Sample, 'rows' | 'failures'>> => {
  const { rows: found } = await db.query<{ status: RowStatus; code: string | null; count: number }>({
    name: `storm.rows_${which.by}`,
    text: `SELECT status, failure_code AS code, count(*)::int AS count FROM rollcall.rows
           WHERE ${rowsWhere[`by_${which.by}`]} GROUP BY 1, 2`,
    values: which.by === 'run' ? [which.runId] : [which.tenantId, which.beginning],
  });
  const rows: Sample['rows'] = { open: 0, answered: 0, abstained: 0, failed: 0, lost: 0 };
  const failures: Record<string, number> = {};
  for (const { status, code, count } of found) {
    rows[status] += count;
    if (code !== null) failures[code] = (failures[code] ?? 0) + count;
  }
  return { rows, failures };
};

const application = /^rollcall-(.+?)(?:-(queue|lookup))?$/;

/** The pool behind an `application_name`; undefined for whoever is not one of these services. */
export const poolOf = (name: string, services: ReadonlySet<string>): PoolKey | undefined => {
  const [, service = '', further] = application.exec(name) ?? [];
  if (!services.has(service)) return undefined;
  return further === undefined ? service : `${service} ${further}`;
};

export type Connections = {
  /** The services' connections to this database, by pool. */
  pools: Record<PoolKey, number>;
  /** Every connection of the server, whoever has it: that is what it counts against `max_connections`. */
  all: number;
};

/** The connections to a server, as Postgres counts them. */
export const readConnections = async (db: Queryable, services: ReadonlySet<string>): Promise<Connections> => {
  const { rows } = await db.query<{ name: string; here: boolean; count: number }>({
    name: 'storm.connections',
    text: `SELECT application_name AS name, datname = current_database() AS here, count(*)::int AS count
           FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1, 2`,
  });
  const pools: Record<PoolKey, number> = {};
  for (const { name, here, count } of rows) {
    const pool = here ? poolOf(name, services) : undefined;
    if (pool !== undefined) pools[pool] = (pools[pool] ?? 0) + count;
  }
  return { pools, all: rows.reduce((total, { count }) => total + count, 0) };
};

/** The connections that a server gives to ordinary roles. */
export const readServerMost = async (db: Queryable): Promise<number> => {
  const { rows } = await db.query<{ most: number }>({
    name: 'storm.server_most',
    text: `SELECT (current_setting('max_connections')::int
                   - current_setting('superuser_reserved_connections')::int
                   - coalesce(current_setting('reserved_connections', true)::int, 0)) AS most`,
  });
  return rows[0]?.most ?? 0;
};
