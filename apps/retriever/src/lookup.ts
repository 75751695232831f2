import { type Database, openDatabase, type Queryable } from '@rollcall/postgres';
import { openLeaking } from '@rollcall/postgres/leaking';
import type { Log } from '@rollcall/telemetry';
import type { Config } from './config.ts';

export type Lookup = Pick<Database, 'stats' | 'starvedForMs' | 'leaks' | 'close'> &
  Partial<Pick<Database, 'breaker'>> & {
    /** What one lookup's statements are sent to. */
    lend(): Queryable;
  };

/**
 * The server that the hop looks passages up in, where the settings name one besides the database: a bounded
 * pool, or for a rehearsal of the incident (`LOOKUP=leaking`) a connection for each lookup, never closed.
 */
export const openLookup = (
  config: Pick<Config, 'LOOKUP' | 'LOOKUP_DATABASE_URL' | 'LOOKUP_POOL_MAX'>,
  { service, log }: { service: string; log: Log },
): Lookup | undefined => {
  if (config.LOOKUP_DATABASE_URL === undefined) return undefined;
  const options = {
    url: config.LOOKUP_DATABASE_URL,
    service: `${service}-lookup`,
    max: config.LOOKUP_POOL_MAX,
    log,
  };
  if (config.LOOKUP === 'leaking') return openLeaking(options);
  const db = openDatabase({ ...options, dependency: 'lookup' });
  return { ...db, lend: () => db };
};
