import type { ServerLimits } from './budget.ts';
import { consumersOf, type FleetPlan, type PoolKind, type Share } from './fleet.ts';

/** One statement on some pool. Throws a Failure of whose pool it is. */
export type RunStatement = <R>(text: string, values: unknown[]) => Promise<{ rows: R[] }>;

export type WrittenPlan = { plan: FleetPlan; server: ServerLimits };

/** The plan that was written into this database with the roles; undefined where none ever was. */
export const readWrittenPlan = async (run: RunStatement): Promise<WrittenPlan | undefined> => {
  const { rows: there } = await run<{ there: boolean }>(
    `SELECT to_regclass('rollcall_fleet.shares') IS NOT NULL AS there`,
    [],
  );
  if (!there[0]?.there) return undefined;
  const { rows } = await run<Omit<Share, 'consumers'> & { reserve: number }>(
    `SELECT service, pool, per_replica AS "perReplica", most, reserve
     FROM rollcall_fleet.shares ORDER BY pool, service`,
    [],
  );
  const [first] = rows;
  if (first === undefined) return undefined;
  const shares = rows.map(({ service, pool, perReplica, most }) => ({
    service,
    pool,
    perReplica,
    most,
    consumers: consumersOf(service),
  }));
  return { plan: { shares, reserve: first.reserve }, server: await readServerLimits(run) };
};

/** How many connections the server has, and how many of them it keeps for itself. */
export const readServerLimits = async (run: RunStatement): Promise<ServerLimits> => {
  const { rows } = await run<ServerLimits>(
    `SELECT current_setting('max_connections')::int AS "maxConnections",
       current_setting('superuser_reserved_connections')::int
         + coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved`,
    [],
  );
  return rows[0] ?? { maxConnections: 0, reserved: 0 };
};

export type Usage = {
  service: string;
  pool: PoolKind;
  /** Replicas that hold a slot and have said so lately. */
  slots: number;
  /** Connections that are open now. */
  open: number;
};

/** Who holds slots and connections of this database's fleet now; the roles tell the connections apart. */
export const readUsage = async (run: RunStatement, rolePrefix: string): Promise<Usage[]> => {
  const { rows } = await run<Usage>(
    `SELECT s.service, s.pool,
       (SELECT count(*) FROM rollcall_fleet.slots t
        WHERE t.service = s.service AND t.pool = s.pool AND t.beat_at > now() - interval '30 s')::int AS slots,
       (SELECT count(*) FROM pg_stat_activity a
        WHERE a.usename = $1 || '_' || replace(s.service, '-', '_')
          || CASE s.pool WHEN 'queue' THEN '_queue' ELSE '' END)::int AS open
     FROM rollcall_fleet.shares s ORDER BY s.pool, s.service`,
    [rolePrefix],
  );
  return rows;
};
