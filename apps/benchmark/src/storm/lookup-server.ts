import { randomBytes } from 'node:crypto';
import { startPostgres } from '@rollcall/embedded';
import { databaseUrl, migrate, openDatabase, type Queryable } from '@rollcall/postgres';
import type { Log } from '@rollcall/telemetry';

/** Most connections of a pool that stays well inside the small server. */
const usualPool = 4;
/** Postgres keeps three connections for superusers; ordinary roles get the rest. */
const reserved = 3;

export type LookupMode = 'pooled' | 'leaking';

/** The lookup's own small Postgres. */
export type LookupServer = {
  /** For the services: an ordinary role that may read. */
  url: string;
  /** For the storm: a superuser, who gets in when the server is full. One connection, opened already. */
  admin: Queryable;
  /** Most connections that a well-behaved lookup takes of it. */
  poolMax: number;
  stop(): Promise<void>;
};

/**
 * Starts a throw-away Postgres with so many connections, with our schema and a role that may only read. Its
 * data goes with it. Throws `stack.*` and `postgres.*`.
 */
export const startLookupServer = async (maxConnections: number, log: Log): Promise<LookupServer> => {
  const server = await startPostgres({ maxConnections, settings: { fsync: 'off' } });
  try {
    await migrate(server.url);
    const admin = openDatabase({ url: server.url, service: 'storm', max: 1, log });
    const password = randomBytes(24).toString('hex');
    await admin.query({ name: '', text: `CREATE ROLE rollcall_lookup LOGIN PASSWORD '${password}'` });
    await admin.query({ name: '', text: 'GRANT USAGE ON SCHEMA rollcall TO rollcall_lookup' });
    await admin.query({ name: '', text: 'GRANT SELECT ON ALL TABLES IN SCHEMA rollcall TO rollcall_lookup' });
    const url = new URL(databaseUrl(server.url, 'postgres'));
    url.username = 'rollcall_lookup';
    url.password = password;
    return {
      url: url.href,
      admin,
      poolMax: Math.max(1, Math.min(usualPool, maxConnections - reserved - 1)),
      stop: async () => {
        await admin.close();
        await server.stop();
      },
    };
  } catch (thrown) {
    await server.stop();
    throw thrown;
  }
};
