import type { RowStatus } from '@rollcall/ledger';

/**
 * A pool of connections as the storm names it: a service's own by the service's name (`retriever`), a further
 * one with its name behind it (`retriever queue`, `retriever lookup`).
 */
export type PoolKey = string;

export type LeakSeen = { service: string; pool: PoolKey; site: string; count: number };

/** What one look at the system showed. A value that could not be read in time is left out, never made up. */
export type Sample = {
  /** Milliseconds since the first request. */
  atMs: number;
  /** The storm's rows in the ledger by status. */
  rows: Record<RowStatus, number>;
  /** Of those that failed or were lost: by code. */
  failures: Record<string, number>;
  /** Connections that Postgres counts, by pool. */
  connections: Record<PoolKey, number>;
  /** All connections of each Postgres server, whoever has them; `ledger`, and `lookup` in a rehearsal of the incident. */
  servers: Record<string, number>;
  /** Callers that wait for a connection, by pool; BullMQ's pools do not say. */
  waiting: Record<PoolKey, number>;
  /** Connections that somebody holds at this moment, by pool. */
  borrowed: Record<PoolKey, number>;
  /** Jobs that wait, run or are delayed, by hop. */
  queue: Record<string, number>;
  /** Resident memory in bytes, by service. */
  memory: Record<string, number>;
  /** When each service's process started; milliseconds since 1970. */
  startedAt: Record<string, number>;
  leaks: LeakSeen[];
};

/** Documents that have an outcome. */
export const closedOf = (rows: Sample['rows']): number =>
  rows.answered + rows.abstained + rows.failed + rows.lost;

export const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** `17 postgres.too_many_connections, 3 model.timeout`: the most frequent first. */
export const counted = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
