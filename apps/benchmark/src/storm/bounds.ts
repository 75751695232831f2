import type { PoolKey } from './sample.ts';

/** What the system promised to stay within. */
export type Bounds = {
  /** Most connections of each pool, all replicas together. A pool that is missing here was not declared. */
  pools: Record<PoolKey, number>;
  /** Connections that each Postgres server gives to ordinary roles: `max_connections` less the reserve. */
  servers: Record<string, number>;
};
