import { createHmac } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import type pg from 'pg';
import { asAdmin } from './admin.ts';
import {
  connectionLimit,
  type FleetPlan,
  type PoolKind,
  plannedServices,
  roleName,
  type Share,
} from './fleet.ts';
import { grantsOf, withdrawalsOf, withheldFromPublic } from './grants.ts';
import { scramVerifier } from './scram.ts';
import { fleetSchema } from './slots.ts';

export type RoleOptions = {
  /** Roles are the server's, not the database's: a second deployment on it has names of its own. */
  prefix?: string;
  /** Which pools' tables are in this database. */
  pools: readonly PoolKind[];
  /** A role's password, printable ASCII; undefined leaves the one that it has. A new role needs one. */
  passwordOf(role: string): string | undefined;
};

/**
 * Makes (or corrects) a role for each service's pool with the least rights that serve it and a `CONNECTION LIMIT`
 * equal to its share, and writes the plan beside the slots (`slots.ts`): Postgres itself then holds the wall.
 * A role that the plan no longer has lets nobody in any more. What is not granted here is withdrawn, in the same
 * transaction, so that no running service misses a right meanwhile. Time-outs and the queue's search path are the role's own settings, so that they hold behind a pooler, too.
 * The schema must be there already. Safe to repeat; one at a time over all processes.
 *
 * Throws `budget.roles_denied` where the user of `url` may not create roles, `config.invalid` for a new role
 * without a password and for one that is a superuser or the like (its limit would be worth nothing), `postgres.*`
 * else.
 */
export const ensureRoles = (url: string, plan: FleetPlan, options: RoleOptions): Promise<void> =>
  asAdmin(url, async (client) => {
    await demandRight(client);
    const shares = plan.shares.filter(({ pool }) => options.pools.includes(pool));
    const mayLook = await mayGrantLook(client);
    await client.query('BEGIN');
    try {
      await client.query(fleetSchema);
      for (const share of shares) await ensureRole(client, share, options);
      await closeUnplanned(client, shares, options);
      for (const statement of withheldFromPublic(options.pools)) await client.query(statement);
      if (mayLook) await grantLook(client, shares, options);
      await writePlan(client, plan, options.pools);
      await client.query('COMMIT');
    } catch (thrown) {
      await client.query('ROLLBACK');
      throw thrown;
    }
  });

/** Drops the roles of a prefix and what they were granted in this database; for tests and for leaving a server. */
export const dropRoles = (url: string, plan: FleetPlan, prefix: string): Promise<void> =>
  asAdmin(url, async (client) => {
    for (const share of plan.shares) {
      const role = roleName(share, prefix);
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
      if (!rowCount) continue;
      await client.query(`DROP OWNED BY "${role}"`);
      await client.query(`DROP ROLE "${role}"`);
    }
  });

/** The same address for another user. */
export const roleUrl = (url: string, role: string, password: string): string => {
  const changed = new URL(url);
  changed.username = role;
  changed.password = encodeURIComponent(password);
  return changed.href;
};

/** A role's password out of one secret: nothing to keep, and no service can tell another's. */
export const derivedPassword = (secret: string, role: string): string =>
  createHmac('sha256', secret).update(`rollcall role ${role}`).digest('base64url');

/** Without it a statement below would fail half-way through with a text that names no way out. */
const demandRight = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ may: boolean }>(
    'SELECT rolsuper OR rolcreaterole AS may FROM pg_roles WHERE rolname = current_user',
  );
  if (!rows[0]?.may) throw new Failure('budget.roles_denied');
};

/** Whose connections pg_stat_activity shows to the benchmark: a storm counts everybody's. */
const mayGrantLook = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ may: boolean }>(
    `SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
       OR pg_has_role('pg_read_all_stats', 'USAGE WITH ADMIN OPTION') AS may`,
  );
  return rows[0]?.may ?? false;
};

const grantLook = async (client: pg.Client, shares: Share[], { prefix }: RoleOptions): Promise<void> => {
  const benchmark = shares.find(({ service, pool }) => service === 'benchmark' && pool === 'data');
  if (benchmark) await client.query(`GRANT pg_read_all_stats TO "${roleName(benchmark, prefix)}"`);
};

const ensureRole = async (client: pg.Client, share: Share, options: RoleOptions): Promise<void> => {
  const name = roleName(share, options.prefix);
  const role = `"${name}"`;
  const { rows } = await client.query<{ boundless: boolean }>(
    `SELECT ${boundless} AS boundless FROM pg_roles WHERE rolname = $1`,
    [name],
  );
  const exists = rows.length > 0;
  if (rows[0]?.boundless) {
    throw new Failure('config.invalid', {
      details: { problems: [`${name}: may do more than a service should, so that no limit holds it`] },
    });
  }
  const password = options.passwordOf(name);
  if (!exists && password === undefined) {
    throw new Failure('config.invalid', { details: { problems: [`${name}: no password`] } });
  }
  const attributes = [
    'LOGIN NOCREATEDB NOCREATEROLE',
    `CONNECTION LIMIT ${connectionLimit(share)}`,
    ...(password === undefined ? [] : [`PASSWORD '${scramVerifier(password)}'`]),
  ].join(' ');
  await client.query(`${exists ? 'ALTER' : 'CREATE'} ROLE ${role} WITH ${attributes}`);
  for (const [setting, value] of Object.entries(settings[share.pool])) {
    await client.query(`ALTER ROLE ${role} SET ${setting} = ${value}`);
  }
  for (const statement of [...withdrawalsOf(share, role), ...grantsOf(share, role)]) {
    await client.query(statement);
  }
};

/** Roles with these attributes pass their limit or their rights, or can give themselves others. */
const boundless = 'rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls';

/** Whoever is in stays until it is stopped; the sum of the plan counts on nobody else coming. */
const closeUnplanned = async (
  client: pg.Client,
  planned: Share[],
  { prefix, pools }: RoleOptions,
): Promise<void> => {
  const kept = new Set(planned.map((share) => roleName(share, prefix)));
  const all = plannedServices.flatMap((service) => pools.map((pool) => roleName({ service, pool }, prefix)));
  const { rows } = await client.query<{ rolname: string }>(
    'SELECT rolname FROM pg_roles WHERE rolname = ANY($1)',
    [all.filter((name) => !kept.has(name))],
  );
  for (const { rolname } of rows) await client.query(`ALTER ROLE "${rolname}" CONNECTION LIMIT 0`);
};

const settings: Record<PoolKind, Record<string, string>> = {
  data: { statement_timeout: `'30s'`, idle_in_transaction_session_timeout: `'30s'` },
  queue: { search_path: 'bullmq, public', synchronous_commit: 'off' },
};

const writePlan = async (client: pg.Client, plan: FleetPlan, pools: readonly PoolKind[]): Promise<void> => {
  await client.query('DELETE FROM rollcall_fleet.shares WHERE pool = ANY($1)', [pools]);
  for (const { service, pool, perReplica, most } of plan.shares) {
    if (!pools.includes(pool)) continue;
    await client.query('INSERT INTO rollcall_fleet.shares VALUES ($1, $2, $3, $4, $5)', [
      service,
      pool,
      perReplica,
      most,
      plan.reserve,
    ]);
  }
};
