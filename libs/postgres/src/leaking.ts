import { createLog, type Log } from '@rollcall/telemetry';
import pg from 'pg';
import { type PoolStats, type Queryable, type Result, type Statement, traced } from './database.ts';
import { postgresFailure } from './errors.ts';
import { callSite, createLeakWatch, type Leak } from './leak-watch.ts';
import { send } from './send.ts';
import { demandTenant, type TenantQueryable } from './tenant-scope.ts';

const SECOND = 1000;

/**
 * How long a connection may be out before it is called leaked. A pool allows 10 s, because a slow query is no
 * leak; here nothing ever comes back, so there is nothing to wait for.
 */
const leakAfterMs = 1 * SECOND;

/** A database that leaks on purpose: for rehearsals and tests, never for a service that somebody relies on. */
export type LeakingDatabase = Queryable & {
  /** As `Database.as`; the statements of one caller share a connection, which is not given back either. */
  as(tenantId: string): TenantQueryable;
  /** `total` counts the connections that are still open; none is ever idle, for nobody gets one back. */
  stats(): PoolStats;
  /** Always 0: nobody waits, everybody opens one more. */
  starvedForMs(): number;
  leaks(): Leak[];
  close(): Promise<void>;
};

export type LeakingOptions = {
  /** Of an ordinary role: a superuser would take the connections that are kept for repairs, too. */
  url: string;
  /** Who connects: `application_name` in pg_stat_activity. */
  service: string;
  /** The bound of a pool in its place. It is reported as `max` and not kept. */
  max: number;
  log?: Log;
};

/**
 * The defect that Rollcall exists for: each caller opens a connection of its own and never closes it. It passes
 * every one-at-a-time test; under load Postgres soon refuses new connections (`postgres.too_many_connections`).
 * Each connection is reported by the leak watch with the line that asked for it.
 */
export const openLeaking = (options: LeakingOptions): LeakingDatabase => {
  const log = options.log ?? createLog(options.service);
  const watch = createLeakWatch({ afterMs: leakAfterMs, log });
  const open = new Set<pg.Client>();

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: `rollcall-${options.service}`,
      connectionTimeoutMillis: 5 * SECOND,
      statement_timeout: 30 * SECOND,
    });
    // Without a listener a connection that the server ends takes the process with it.
    client.on('error', () => open.delete(client));
    await client.connect();
    open.add(client);
    return client;
  };

  const lend = (tenantId?: string): Queryable => {
    const asked = new Error('asked here');
    let connected: Promise<pg.Client> | undefined;
    const borrow = async (): Promise<pg.Client> => {
      const client = await connect().catch((thrown) => {
        throw postgresFailure(thrown);
      });
      watch.lend({ site: callSite(asked) });
      return client;
    };
    return {
      query: <R>(statement: Statement): Promise<Result<R>> =>
        traced(statement, async () => {
          connected ??= borrow();
          const client = await connected;
          return send<R>(client, statement, tenantId);
        }),
    };
  };

  return {
    query: (statement) => lend().query(statement),
    as: (tenantId) => ({ tenantId: demandTenant(tenantId), ...lend(tenantId) }),
    stats: () => ({ total: open.size, idle: 0, waiting: 0, max: options.max }),
    starvedForMs: () => 0,
    leaks: watch.leaks,
    close: async () => {
      await Promise.allSettled([...open].map((client) => client.end()));
      open.clear();
    },
  };
};
