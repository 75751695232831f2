import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, removePostgresData, startPostgres } from '@rollcall/embedded';

export type PostgresUnderFire = {
  url: string;
  /** A fast shutdown: every connection is cut. */
  stop(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  start(): Promise<void>;
  remove(): Promise<void>;
};

/** A Postgres that can be stopped and comes back, durable as the embedded default is. */
export const startPostgresUnderFire = async (): Promise<PostgresUnderFire> => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-faults-pg-'));
  const dataDir = join(folder, 'postgres');
  let server: PostgresServer = await startPostgres({ dataDir, maxConnections: 120 });
  const { url, port } = server;
  return {
    url,
    stop: () => server.stop(),
    start: async () => {
      server = await startPostgres({ dataDir, port, maxConnections: 120 });
    },
    remove: async () => {
      await server.stop();
      await removePostgresData(dataDir);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
