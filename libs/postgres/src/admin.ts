import pg from 'pg';
import { postgresFailure } from './errors.ts';

/** Names of databases that we make ourselves: nothing to quote, nothing to inject. */
const safeName = /^[a-z][a-z0-9_]{0,62}$/;

const named = (name: string): string => {
  if (!safeName.test(name)) throw new TypeError('a database name is lower-case letters, digits and _');
  return `"${name}"`;
};

/** The same server, another database. */
export const databaseUrl = (serverUrl: string, name: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
};

/** `RCAD` in ASCII: one administrative change at a time; a template must not be copied twice at once. */
const adminLock = 0x52434144;

/** One connection that makes administrative changes, one at a time over all processes. */
export const asAdmin = async <T>(serverUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: serverUrl, application_name: 'rollcall-admin' });
  client.on('error', ignoreAfterFailure);
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1)', [adminLock]);
    return await work(client);
  } catch (thrown) {
    throw postgresFailure(thrown);
  } finally {
    await client.end().catch(ignoreAfterFailure);
  }
};

/** The connection is given up; the error that ended it has been thrown already. */
const ignoreAfterFailure = (): void => {};

/**
 * Creates a database, as a copy of `template` where one is named. With `fill` it is filled before anybody
 * else sees it, and left alone where it exists already. Throws `postgres.*`.
 */
export const createDatabase = (
  serverUrl: string,
  name: string,
  options: { template?: string; fill?: (url: string) => Promise<void> } = {},
): Promise<void> =>
  asAdmin(serverUrl, async (client) => {
    if (options.fill) {
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (rowCount) return;
      const filling = `${name}_filling`;
      await client.query(`DROP DATABASE IF EXISTS ${named(filling)}`);
      await client.query(`CREATE DATABASE ${named(filling)}`);
      await options.fill(databaseUrl(serverUrl, filling));
      await client.query(`ALTER DATABASE ${named(filling)} RENAME TO ${named(name)}`);
      return;
    }
    const from = options.template === undefined ? '' : ` TEMPLATE ${named(options.template)}`;
    await client.query(`CREATE DATABASE ${named(name)}${from}`);
  });

/** Drops a database and whoever is still connected to it; no error where there is none. */
export const dropDatabase = (serverUrl: string, name: string): Promise<void> =>
  asAdmin(serverUrl, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${named(name)} WITH (FORCE)`);
  });
