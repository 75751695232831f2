import pg from 'pg';
import type { Queryable, Result, Statement } from './database.ts';
import { postgresFailure } from './errors.ts';
import { isUuid } from './schema.ts';

/**
 * What one tenant may see and change: every statement stands behind the walls of migration 0007, which hide the
 * other tenants' collections and all that is in them. A function that reads or writes documents takes one of
 * these, so that it cannot be called without saying whose they are.
 */
export type TenantQueryable = Queryable & { readonly tenantId: string };

export type TenantDatabase = TenantQueryable & {
  /** As `Database.transaction`, in which every statement is the tenant's. */
  transaction<T>(work: (tx: TenantQueryable) => Promise<T>): Promise<T>;
};

/** A pool that is lent to tenants. */
export type Tenants = {
  /**
   * The pool as one tenant sees it. Collections, documents, passages and their index are read and written here
   * only: without a tenant Postgres shows none of them. Throws a TypeError for what is no uuid.
   */
  as(tenantId: string): TenantDatabase;
};

/** Throws a TypeError for what is no uuid: nobody is nobody's tenant by accident. */
export const demandTenant = (tenantId: string): string => {
  if (!isUuid(tenantId)) throw new TypeError('a tenant is named by its uuid');
  return tenantId;
};

/**
 * Each of a tenant's statements finds its rows by a key, and its plan is kept for as long as its connection lives. A
 * plan that was made while a table was small would read it whole, row for row of a batch, when it no longer is.
 */
const byKeys = `set_config('enable_seqscan', 'off', true)`;

/**
 * Opens a transaction that is a tenant's from its first statement on, in one round trip. As text, because several
 * statements in one message take no parameters; what is put into it is a uuid.
 */
export const beginAs = (tenantId: string): string =>
  `BEGIN; SELECT set_config('rollcall.tenant', '${demandTenant(tenantId)}', true), ${byKeys}`;

/**
 * Sends one statement as a tenant's (`demandTenant` has seen the id); throws `postgres.*`. Scope and statement go out together and are one
 * transaction: Postgres ends an implicit one where it meets the message Sync, and only the statement has that
 * behind it (PostgreSQL's manual, "Pipelining"). So there is one round trip, nothing is left on the connection,
 * and a pooler in transaction mode keeps both on one server.
 */
export const sendAs = async <R>(
  target: pg.Pool | pg.Client,
  tenantId: string,
  statement: Statement,
): Promise<Result<R>> => {
  try {
    const query = new ScopedQuery(tenantId, statement);
    const result = await new Promise<pg.QueryResult>((resolve, reject) => {
      // By its types the client takes a configuration; by its code it takes whatever can submit itself.
      target.query(query as unknown as pg.QueryConfig, (error: Error | null, done) =>
        error ? reject(error) : resolve(done),
      );
    });
    return { rows: result.rows as R[], count: result.rowCount ?? 0 };
  } catch (thrown) {
    throw postgresFailure(thrown);
  }
};

/** What of pg's connection and query we use beyond their types (pg 8.23, lib/connection.js and lib/query.js). */
type Wire = {
  /** Name -> text of the statements that the server has prepared for this connection. */
  parsedStatements: Record<string, string>;
  parse(statement: { name: string; text: string }): void;
  bind(values: { portal: string; statement: string; values: unknown[] }): void;
  execute(what: { portal: string }): void;
};
type WireQuery = {
  prepare(wire: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
};
const WireQuery = pg.Query as unknown as new (
  config: pg.QueryConfig & { queryMode: 'extended' },
) => WireQuery;

const scope = { name: 'tenant.scope', text: `SELECT set_config('rollcall.tenant', $1, true), ${byKeys}` };

/**
 * A query of pg that binds and executes the scope in front of itself. What the scope answers is dropped: it was
 * not described, so that its row has no columns, and its end is the first of two.
 */
class ScopedQuery extends WireQuery {
  readonly #tenantId: string;
  readonly #named: boolean;
  #isScoped = false;

  constructor(tenantId: string, { name, text, values }: Statement) {
    super({ ...(name === '' ? {} : { name }), text, values: values ?? [], queryMode: 'extended' });
    this.#tenantId = tenantId;
    // A statement without a name is one that must not leave a prepared one behind it.
    this.#named = name !== '';
  }

  override prepare(wire: Wire): void {
    const name = this.#named ? scope.name : '';
    if (name === '' || wire.parsedStatements[name] === undefined) {
      wire.parse({ name, text: scope.text });
      // Noted before the server has agreed: a pool gives up a connection on which anything failed.
      if (name !== '') wire.parsedStatements[name] = scope.text;
    }
    wire.bind({ portal: '', statement: name, values: [this.#tenantId] });
    wire.execute({ portal: '' });
    super.prepare(wire);
  }

  override handleDataRow(message: unknown): void {
    if (this.#isScoped) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.#isScoped) super.handleCommandComplete(message, wire);
    this.#isScoped = true;
  }
}
