import type pg from 'pg';
import type { Result, Statement } from './database.ts';
import { postgresFailure } from './errors.ts';
import { scopeOf } from './tenant-scope.ts';
import { sendWire } from './wire-query.ts';

type Target = pg.Pool | pg.ClientBase;

/** Sends a statement, as a tenant's where one is named; throws `postgres.*`. */
export const send = async <R>(
  target: Target,
  statement: Statement,
  tenantId?: string,
): Promise<Result<R>> => {
  const { name, text, values } = statement;
  // One that is not prepared may be several in one text, which only pg's simple way takes.
  if (name === '' && tenantId === undefined) {
    return resultOf(await inOurWords(target.query(values === undefined ? { text } : { text, values })));
  }
  const [result] = await sendAll<R>(target, [statement], tenantId);
  return result as Result<R>;
};

/**
 * Sends one statement with each one's values, as a tenant's where one is named: in one round trip and one transaction.
 * Resolves to a result each; throws `postgres.*`.
 */
export const sendAll = async <R>(
  target: Target,
  statements: readonly Statement[],
  tenantId?: string,
): Promise<Result<R>[]> => {
  const { name = '', text = '' } = statements[0] ?? {};
  const results = await inOurWords(
    sendWire(target, {
      name,
      text,
      runs: statements.map(({ values }) => values ?? []),
      before: tenantId === undefined ? undefined : scopeOf(tenantId, name !== ''),
    }),
  );
  return results.map(resultOf<R>);
};

const resultOf = <R>({ rows, rowCount }: pg.QueryResult): Result<R> => ({ rows, count: rowCount ?? 0 });

/** Whatever pg says, in the catalogue's words. */
const inOurWords = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (thrown) {
    throw postgresFailure(thrown);
  }
};
