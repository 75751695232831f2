import type { Queryable } from '@rollcall/postgres';
import type { Bounds } from './bounds.ts';
import { readServerMost } from './postgres-figures.ts';
import { askService } from './watcher.ts';

/** What the system says it stays within, asked before the storm: its pools' bounds and its servers' sizes. */
export const findBounds = async (at: {
  services: Record<string, string>;
  ledger: Queryable;
  lookup: Queryable | undefined;
}): Promise<Bounds> => {
  const figures = await Promise.all(
    Object.entries(at.services).map(async ([name, url]) => askService(name, url)),
  );
  const pools = Object.assign({}, ...figures.map((each) => each?.most ?? {})) as Bounds['pools'];
  const isLookup = (pool: string): boolean => pool.endsWith(' lookup');
  const all = Object.keys(at.services).flatMap((name) => [name, `${name} queue`]);
  const lookups = Object.keys(pools).filter(isLookup);
  return {
    pools,
    servers: [
      { name: 'ledger', most: await readServerMost(at.ledger), pools: all },
      ...(at.lookup === undefined
        ? []
        : [{ name: 'lookup', most: await readServerMost(at.lookup), pools: lookups }]),
    ],
  };
};
