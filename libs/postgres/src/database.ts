import { type Breaker, createBreaker } from '@rollcall/breaker';
import { asFailure } from '@rollcall/failures';
import {
  activeSpan,
  activeTraceId,
  attributes,
  createLog,
  detached,
  failureFields,
  type Log,
  withSpan,
} from '@rollcall/telemetry';
import pg from 'pg';
import { heardOfPostgres, postgresFailure } from './errors.ts';
import { type Asked, createGathering } from './gathering.ts';
import { createLeakWatch, type Leak } from './leak-watch.ts';
import { send, sendAll } from './send.ts';
import { createStarvationWatch } from './starvation.ts';
import { beginAs, demandTenant, type TenantDatabase, type Tenants } from './tenant-scope.ts';

const SECOND = 1000;

/**
 * One SQL statement. `name` is its name in spans and metrics and the name under which Postgres prepares
 * it, so the same name always has the same text. Values are always parameters.
 */
export type Statement = {
  name: string;
  text: string;
  values?: unknown[];
  /**
   * `anew`: planned at each use. Postgres keeps the plan of a prepared statement until it has looked at the tables
   * again, and one that was made while a table was empty reads all of it for every row when it is full.
   */
  plan?: 'anew';
  /**
   * For a statement that many callers send one by one: those that come while it is under way go out together as the
   * next one, in the order of `key` (a row's id): one message, one transaction, and an answer for each. Inside a
   * transaction it says nothing.
   *
   * `atOnce`: how many such messages may be under way. `one` for what costs little beside the message; `half` as many as
   * the pool has connections for what keeps the server busy.
   */
  together?: { key: string; atOnce: 'one' | 'half' };
};
export type Result<R> = { rows: R[]; count: number };

/** What a query can be sent to: the pool, or an open transaction. */
export type Queryable = {
  /** Throws a Failure `postgres.*`. */
  query<R = Record<string, unknown>>(statement: Statement): Promise<Result<R>>;
};

export type PoolStats = { total: number; idle: number; waiting: number; max: number };

/**
 * The shared pooled client. Nobody gets a connection: there is no function that hands one out. While Postgres
 * is away its breaker is open, and queries and transactions fail at once instead of after a time-out each.
 */
export type Database = Queryable &
  Tenants & {
    breaker: Pick<Breaker, 'dependency' | 'state' | 'trips'>;
    /** Runs `work` in a transaction: commits when it returns, rolls back when it throws. */
    transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
    stats(): PoolStats;
    /**
     * How long every connection has been borrowed and no caller served, in milliseconds; 0 until that exceeds
     * the acquire time-out.
     */
    starvedForMs(): number;
    /** Connections that were borrowed for longer than `leakAfterMs`, by the place that borrowed them. */
    leaks(): Leak[];
    /** Ends the pool; waits for borrowed connections no longer than `deadlineMs`. */
    close(deadlineMs?: number): Promise<void>;
  };

/**
 * What stands between a pool and Postgres. `transaction`: a pooler that lends a server's connection for one
 * transaction at a time (PgBouncer of any version), which carries no start-up parameters and no prepared
 * statements. `transaction-named`: the same, and it keeps prepared statements (PgBouncer from 1.21 on, with
 * `max_prepared_statements` above 0).
 */
export const poolers = ['none', 'transaction', 'transaction-named'] as const;
export type Pooler = (typeof poolers)[number];

export type DatabaseOptions = {
  url: string;
  /** Who connects: `application_name` in pg_stat_activity. */
  service: string;
  /** What the breaker is called in metrics, spans and failures. Default `postgres`. */
  dependency?: string;
  /** Most connections this pool ever holds. */
  max: number;
  /** How long a caller waits for a free connection. Default 5 s. */
  acquireTimeoutMs?: number;
  /** Default `none`: the URL leads to Postgres itself. */
  pooler?: Pooler;
  /** How long one statement may run. Default 30 s. Behind a pooler the role's own setting holds instead. */
  statementTimeoutMs?: number;
  /**
   * A connection that is wanted or borrowed for longer than this is reported with the place that asked for it.
   * Default 10 s.
   */
  leakAfterMs?: number;
  log?: Log;
};

/** A statement that may go out with others of its name and its tenant. */
type Gathered = Asked & { sent: Statement; tenantId: string | undefined };

/** Opens the pool; connects on first use. */
export const openDatabase = (options: DatabaseOptions): Database => {
  const log = options.log ?? createLog(options.service);
  const pooler = options.pooler ?? 'none';
  const acquireTimeoutMs = options.acquireTimeoutMs ?? 5 * SECOND;
  const limits = {
    statement_timeout: options.statementTimeoutMs ?? 30 * SECOND,
    idle_in_transaction_session_timeout: 30 * SECOND,
  };
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: `rollcall-${options.service}`,
    max: options.max,
    connectionTimeoutMillis: acquireTimeoutMs,
    idleTimeoutMillis: 30 * SECOND,
    // PgBouncer refuses a client with start-up parameters that it does not track.
    ...(pooler === 'none' ? limits : {}),
    keepAlive: true,
  });
  // Without these two an idle or a borrowed client that the server drops ends the process.
  pool.on('error', (error) => log.warn('postgres idle connection lost', failureFields(error)));
  pool.on('connect', (client) =>
    client.on('error', (error) => log.warn('postgres connection lost', failureFields(error))),
  );

  const starvation = createStarvationWatch({
    acquireTimeoutMs,
    isFull: () => pool.totalCount >= options.max && pool.idleCount === 0,
  });
  pool.on('acquire', () => starvation.served(pool.waitingCount));

  const breaker = createBreaker({
    dependency: options.dependency ?? 'postgres',
    hear: (failure) => heardOfPostgres(failure, { starved: starvation.starvedForMs() > 0 }),
    log,
  });
  const watch = createLeakWatch({ afterMs: options.leakAfterMs ?? 10 * SECOND, log });
  const lend = (site?: string): (() => void) => {
    starvation.asked();
    const span = activeSpan();
    const onLeak = (place: string) => span?.setAttribute(attributes.leakSite, place);
    return watch.lend({ onLeak, ...(site === undefined ? {} : { site }) });
  };

  /** As it goes out: without a name nothing is prepared. */
  const wired = (statement: Statement): Statement =>
    pooler === 'transaction' || statement.plan === 'anew' ? { ...statement, name: '' } : statement;

  const gathering = createGathering<Gathered, Result<unknown>>({
    // It is nobody's: each caller has a span of its own.
    send: (all) =>
      detached(() =>
        sendAll(
          pool,
          all.map(({ sent }) => sent),
          all[0]?.tenantId,
        ),
      ),
    isOnes: (thrown) => heardOfPostgres(asFailure(thrown), { starved: false }) === 'answer',
  });
  const sendTogether = async <R>(one: Gathered): Promise<Result<R>> => {
    const { answer, of } = await gathering.ask(one);
    if (of > 1) activeSpan()?.setAttribute('db.operation.batch.size', of);
    return answer as Result<R>;
  };

  const query = <R>(statement: Statement, tenantId?: string): Promise<Result<R>> => {
    const sent = wired(statement);
    const { name, together } = statement;
    const sendIt = () =>
      together === undefined
        ? send<R>(pool, sent, tenantId)
        : sendTogether<R>({
            group: `${name} ${tenantId ?? ''}`,
            key: together.key,
            lanes: together.atOnce === 'one' ? 1 : Math.ceil(options.max / 2),
            sent,
            tenantId,
          });
    return breaker.guard(() => {
      // The pool itself takes back what a single statement borrows: its name says enough, and costs no stack.
      const back = lend(`query ${name}`);
      return traced(statement, sendIt).finally(back);
    });
  };

  /** A connection inside a transaction. What comes after BEGIN is the work's business, not the breaker's. */
  const begin = async (text: string): Promise<pg.PoolClient> => {
    const client = await pool.connect().catch((thrown) => {
      throw postgresFailure(thrown);
    });
    await send(client, { name: '', text }).catch((thrown) => {
      client.release(true);
      throw thrown;
    });
    return client;
  };

  const transaction = async <T>(opening: string, work: (tx: Queryable) => Promise<T>): Promise<T> => {
    const back = lend();
    const client = await breaker
      .guard(() => begin(opening))
      .catch((thrown) => {
        back();
        throw thrown;
      });
    const tx: Queryable = {
      query: (statement) => traced(statement, () => send(client, wired(statement))),
    };
    let broken: boolean | Error = false;
    try {
      const result = await work(tx);
      await send(client, { name: '', text: 'COMMIT' });
      return result;
    } catch (thrown) {
      // A connection whose ROLLBACK fails must not be lent again: it may still be inside the transaction.
      broken = await send(client, { name: '', text: 'ROLLBACK' }).then(
        () => false,
        () => true,
      );
      throw thrown;
    } finally {
      back();
      client.release(broken);
    }
  };

  const as = (tenantId: string): TenantDatabase => {
    demandTenant(tenantId);
    return {
      tenantId,
      query: (statement) => query(statement, tenantId),
      transaction: (work) => transaction(beginAs(tenantId), (tx) => work({ ...tx, tenantId })),
    };
  };

  const close = async (deadlineMs = 5 * SECOND): Promise<void> => {
    if (pool.ending) return;
    const late = new Promise<'late'>((resolve) => {
      setTimeout(resolve, deadlineMs, 'late').unref();
    });
    // A pool with a borrowed client never ends by itself.
    const ended = await Promise.race([pool.end(), late]);
    if (ended === 'late') {
      log.error('postgres pool did not drain', { borrowed: pool.totalCount - pool.idleCount });
    }
  };

  const stats = (): PoolStats => ({
    total: pool.totalCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
    max: options.max,
  });

  return {
    query: (statement) => query(statement),
    transaction: (work) => transaction('BEGIN', work),
    as,
    breaker,
    stats,
    starvedForMs: starvation.starvedForMs,
    leaks: watch.leaks,
    close,
  };
};

/** A client span for a statement that belongs to a trace; background loops write none. */
export const traced = <R>(statement: Statement, work: () => Promise<Result<R>>): Promise<Result<R>> => {
  if (activeTraceId() === undefined) return work();
  return withSpan(
    statement.name,
    {
      kind: 'client',
      attributes: { 'db.system.name': 'postgresql', 'db.query.summary': statement.name },
    },
    async (span) => {
      const result = await work();
      span.setAttribute('db.response.returned_rows', result.count);
      return result;
    },
  );
};
