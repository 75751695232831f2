import pg from 'pg';

/** What of pg's connection and query we use beyond their types (pg 8.23, lib/connection.js and lib/query.js). */
type Wire = {
  /** Name -> text of the statements that the server has prepared for this connection. */
  parsedStatements: Record<string, string>;
  parse(statement: { name: string; text: string }): void;
  bind(values: { portal: string; statement: string; values: unknown[] }): void;
  describe(what: { type: 'P'; name: string }): void;
  execute(what: { portal: string }): void;
  sync(): void;
};
type Description = { fields: readonly unknown[] };
type PgQuery = {
  values: unknown[];
  prepare(wire: Wire): void;
  handleRowDescription(message: Description): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
  handleError(error: Error, wire: Wire): void;
};
const PgQuery = pg.Query as unknown as new (config: pg.QueryConfig & { queryMode: 'extended' }) => PgQuery;

/** Bound and executed before the statement; what it answers is dropped. */
export type Before = { name: string; text: string; values: unknown[] };

export type Sent = {
  /** Under which Postgres prepares it; not at all where empty. */
  name: string;
  text: string;
  /** One list of parameters for each time that the statement is to be executed; at least one. */
  runs: unknown[][];
  before: Before | undefined;
};

/** The columns of a connection's prepared statements, by name; undefined for one that answers no rows. */
type Columns = Map<string, Description | undefined>;

/** What each connection has told already. */
const told = new WeakMap<Wire, { columns: Columns; silent: Wire }>();

const toldBy = (wire: Wire) => {
  const known = told.get(wire);
  if (known !== undefined) return known;
  // The same connection to whoever writes to it, but for the one message.
  const silent: Wire = Object.assign(Object.create(wire) as Wire, { describe: () => {} });
  const made = { columns: new Map(), silent };
  told.set(wire, made);
  return made;
};

/**
 * A query of pg that executes one statement several times, and another one before it, as one message and one
 * transaction: Postgres ends an implicit one where it meets the message Sync, and only the last execution has that
 * behind it (PostgreSQL's manual, "Pipelining"). What fails takes all of it back. So there is one round trip and
 * one wake-up of the server, nothing is left on the connection, and a pooler in transaction mode keeps it on one server.
 *
 * A prepared statement's columns are asked for once on each connection: Postgres refuses to execute one whose
 * columns have changed (`postgres.statement_stale`).
 */
class WireQuery extends PgQuery {
  readonly #sent: Sent;
  #columns: Columns | undefined;
  /** The end of the statement before the runs is still to come. */
  #awaitsBefore: boolean;
  #runBegins = true;
  #isRefused = false;

  constructor(sent: Sent) {
    const { name, text, runs } = sent;
    super({ ...(name === '' ? {} : { name }), text, values: runs[0] ?? [], queryMode: 'extended' });
    this.#sent = sent;
    this.#awaitsBefore = sent.before !== undefined;
  }

  override prepare(wire: Wire): void {
    const { name, runs, before } = this.#sent;
    const { columns, silent } = toldBy(wire);
    this.#columns = columns;
    if (before !== undefined) {
      if (before.name === '' || wire.parsedStatements[before.name] === undefined) {
        wire.parse(before);
        // Noted before the server has agreed: a pool gives up a connection on which anything failed.
        if (before.name !== '') wire.parsedStatements[before.name] = before.text;
      }
      wire.bind({ portal: '', statement: before.name, values: before.values });
      wire.execute({ portal: '' });
    }
    for (const [index, values] of runs.entries()) {
      this.values = values;
      const known = columns.has(name) || (index > 0 && name !== '');
      super.prepare(known ? silent : wire);
      // A value that pg cannot write: it has told the caller and sent the Sync itself.
      if (this.#isRefused) return;
    }
    wire.sync();
  }

  /** What pg does at the end of `prepare`, without the Sync. */
  _getRows(wire: Wire): void {
    wire.execute({ portal: '' });
  }

  override handleRowDescription(message: Description): void {
    if (this.#sent.name !== '') this.#columns?.set(this.#sent.name, message);
    this.#runBegins = false;
    super.handleRowDescription(message);
  }

  override handleDataRow(message: unknown): void {
    if (this.#awaitsBefore) return;
    this.#beginRun();
    super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.#awaitsBefore) {
      this.#awaitsBefore = false;
      return;
    }
    this.#beginRun();
    const { name } = this.#sent;
    if (name !== '' && !this.#columns?.has(name)) this.#columns?.set(name, undefined);
    super.handleCommandComplete(message, wire);
    this.#runBegins = true;
  }

  override handleError(error: Error, wire: Wire): void {
    this.#isRefused = true;
    super.handleError(error, wire);
  }

  /** Says of a run what the server has said of an earlier one. */
  #beginRun(): void {
    if (!this.#runBegins) return;
    this.#runBegins = false;
    const known = this.#columns?.get(this.#sent.name);
    if (known !== undefined) super.handleRowDescription(known);
  }
}

/** Sends it and resolves to one result for each run. Throws pg's errors. */
export const sendWire = async (target: pg.Pool | pg.ClientBase, sent: Sent): Promise<pg.QueryResult[]> => {
  const query = new WireQuery(sent);
  const done = await new Promise<pg.QueryResult | pg.QueryResult[]>((resolve, reject) => {
    // By its types the client takes a configuration; by its code it takes whatever can submit itself.
    target.query(query as unknown as pg.QueryConfig, (error: Error | null, result) =>
      error ? reject(error) : resolve(result),
    );
  });
  return Array.isArray(done) ? done : [done];
};
