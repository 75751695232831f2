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
  return {
    pools: Object.assign({}, ...figures.map((each) => each?.most ?? {})) as Bounds['pools'],
    servers: {
      ledger: await readServerMost(at.ledger),
      ...(at.lookup && { lookup: await readServerMost(at.lookup) }),
    },
  };
};
