import type { TenantQueryable } from '@rollcall/postgres';
import type { CollectionName } from '../collections.ts';
import { findSet, type Recipe, type SearchedCollection } from './vector-set.ts';

/** How long it is remembered that a collection is not embedded, in milliseconds. */
const rememberedMs = 1000;

/** Collections of which that is remembered; past it all are forgotten. */
const mostRemembered = 10_000;

/** Finds the vectors that a question may be answered by; undefined where the collection has none. */
export type SetFinder = (
  db: TenantQueryable,
  name: CollectionName,
) => Promise<SearchedCollection | undefined>;

/**
 * Remembers for a second that a collection is not embedded, so that those that never are pay nothing for those that
 * are. What is embedded is looked at anew by every question: an answer is of the newest vectors.
 */
export const createSetFinder = (recipe: Recipe, now: () => number = Date.now): SetFinder => {
  const without = new Map<string, number>();
  return async (db, name) => {
    const key = `${name.tenantId} ${name.collection}`;
    if ((without.get(key) ?? 0) > now()) return undefined;
    const found = await findSet(db, name, recipe);
    if (found === undefined || found.embeddings !== 'off') return found;
    if (without.size >= mostRemembered) without.clear();
    without.set(key, now() + rememberedMs);
    return undefined;
  };
};
