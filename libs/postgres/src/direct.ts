import { Failure } from '@rollcall/failures';
import type pg from 'pg';

/** Not in pg's types: the process id that the connection's other end named when it was opened. */
type Connected = pg.ClientBase & { processID?: number | null };

/**
 * Throws `postgres.pooler` where a pooler answers in Postgres' place: it made up the process id that it named
 * at the start, because its client has no server process of its own. A lock that is held over several
 * transactions would be lost, or left behind, on one of the pooler's connections.
 */
export const demandDirect = async (client: Connected): Promise<void> => {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  if (rows[0]?.pid !== client.processID) throw new Failure('postgres.pooler');
};
