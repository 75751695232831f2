import { connectionLimit, type Queryable, readWrittenPlan } from '@rollcall/postgres';
import type { Bounds } from './bounds.ts';
import { readServerMost } from './postgres-figures.ts';
import type { PoolKey } from './sample.ts';
import { askService } from './watcher.ts';

/**
 * Connections of the services' queue pools, as the fleet's plan gives them and Postgres itself holds them. No
 * service shows these pools. Empty where no plan was written.
 */
const queuePools = async (
  db: Queryable,
  services: Record<string, string>,
): Promise<Record<PoolKey, number>> => {
  const written = await readWrittenPlan(<R>(text: string, values: unknown[]) =>
    db.query<R>({ name: '', text, values }),
  );
  const shares = written?.plan.shares.filter(({ pool, service }) => pool === 'queue' && service in services);
  return Object.fromEntries(
    (shares ?? []).map((share) => [`${share.service} queue`, connectionLimit(share)]),
  );
};

/** What the system says it stays within, asked before the storm: its pools' bounds and its servers' sizes. */
export const findBounds = async (at: {
  services: Record<string, string>;
  ledger: Queryable;
  /** The queue is on the ledger's server, and not on Redis or a server of its own. */
  queueIsThere: boolean;
  lookup: Queryable | undefined;
}): Promise<Bounds> => {
  const figures = await Promise.all(
    Object.entries(at.services).map(async ([name, url]) => askService(name, url)),
  );
  return {
    pools: Object.assign(
      at.queueIsThere ? await queuePools(at.ledger, at.services) : {},
      ...figures.map((each) => each?.most ?? {}),
    ) as Bounds['pools'],
    servers: {
      ledger: await readServerMost(at.ledger),
      ...(at.lookup && { lookup: await readServerMost(at.lookup) }),
    },
  };
};
