import { connectionLimit, type FleetPlan, type PoolKind, type Share } from './fleet.ts';

/** A Postgres server as the budget sees it. */
export type ServerLimits = {
  maxConnections: number;
  /** `superuser_reserved_connections` + `reserved_connections`. */
  reserved: number;
};

export type BudgetLine = Share & {
  /** What its role may open at most. */
  limit: number;
};

export type Budget = {
  lines: BudgetLine[];
  /** Sum of all lines. */
  total: number;
  /** What the server has for them: `max_connections` less what it and the plan keep back. */
  available: number;
  fits: boolean;
};

/**
 * Adds up what a fleet may open on one server. `pools` says which of its pools are there: both where the queue is
 * in the same Postgres, `data` alone where it is on Redis, `queue` alone for a server of the queue's own.
 */
export const evaluateBudget = (plan: FleetPlan, server: ServerLimits, pools: readonly PoolKind[]): Budget => {
  const lines = plan.shares
    .filter((share) => pools.includes(share.pool))
    .map((share) => ({ ...share, limit: connectionLimit(share) }));
  const total = lines.reduce((sum, { limit }) => sum + limit, 0);
  const available = Math.max(0, server.maxConnections - server.reserved - plan.reserve);
  return { lines, total, available, fits: total <= available };
};

/** Connections of one replica on Redis: a producer, and for each consumer one to work and one to wait on. */
export const redisConnections = (consumers: number): number => 1 + 2 * consumers;

export type RedisLine = { service: string; perReplica: number; most: number; total: number };

export type RedisBudget = { lines: RedisLine[]; total: number; maxClients: number; fits: boolean };

/** The same for a queue on Redis, against its `maxclients`. Redis itself holds nobody to a share. */
export const evaluateRedisBudget = (plan: FleetPlan, maxClients: number): RedisBudget => {
  const lines = plan.shares
    .filter(({ pool }) => pool === 'queue')
    .map(({ service, consumers, most }) => {
      const perReplica = redisConnections(consumers);
      return { service, perReplica, most, total: perReplica * most };
    });
  const total = lines.reduce((sum, line) => sum + line.total, 0);
  return { lines, total, maxClients, fits: total <= maxClients };
};
