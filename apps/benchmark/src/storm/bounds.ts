import type { PoolKey } from './sample.ts';

/** A Postgres server and how many connections it gives to ordinary roles. */
export type ServerBound = { name: string; most: number };

/** What the system promised to stay within. */
export type Bounds = {
  /** Most connections of each pool, all replicas together. A pool that is missing here was not declared. */
  pools: Record<PoolKey, number>;
  /** What the servers hold: `max_connections` less the reserve. `pools` names the pools that connect there. */
  servers: (ServerBound & { pools: PoolKey[] })[];
};
