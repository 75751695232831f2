import { setTimeout } from 'node:timers/promises';
import { asFailure } from '@rollcall/failures';
import type { TenantDatabase, Tenants } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';
import type { CollectionName } from '../collections.ts';
import { mergeCollection } from './merge-collection.ts';

const SECOND = 1000;

/** How often the segments of a collection that is being written to are looked at. */
const everyMs = 2 * SECOND;

export type Merger = {
  /**
   * Does work that writes to a collection, and merges its segments meanwhile and afterwards, in the
   * background.
   */
  during<T>(name: CollectionName, work: () => Promise<T>): Promise<T>;
  /** Lets the merge that is under way end, and begins no other. */
  stop(): Promise<void>;
};

/** Keeps the segments of the collections that this process writes to few: one merge at a time, of any collection. */
export const createMerger = ({ db, log }: { db: Tenants; log: Log }): Merger => {
  const due = new Map<string, { name: CollectionName; writers: number }>();
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (due.size > 0 && !stopping.signal.aborted) {
      const some = [...due];
      for (const [key, { name, writers }] of some) {
        // Looked at once more after the last writer has gone.
        if (writers === 0) due.delete(key);
        await mergeAll(name).catch((thrown) =>
          log.warn('segments not merged', failureFields(asFailure(thrown))),
        );
      }
      if (due.size > 0) await setTimeout(everyMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };

  const mergeAll = async (name: CollectionName): Promise<void> => {
    const tenant = db.as(name.tenantId);
    const id = await findCollection(tenant, name);
    while (id !== undefined && !stopping.signal.aborted && (await mergeCollection(tenant, id)));
  };

  const begin = (): void => {
    running ??= run().finally(() => {
      running = undefined;
    });
  };

  return {
    during: async (name, work) => {
      const key = JSON.stringify([name.tenantId, name.collection]);
      const entry = due.get(key) ?? { name, writers: 0 };
      entry.writers += 1;
      due.set(key, entry);
      begin();
      try {
        return await work();
      } finally {
        entry.writers -= 1;
        due.set(key, entry);
        begin();
      }
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

const findCollection = async (
  db: TenantDatabase,
  { tenantId, collection }: CollectionName,
): Promise<string | undefined> => {
  const { rows } = await db.query<{ id: string }>({
    name: 'collections.find',
    text: 'SELECT id FROM rollcall.collections WHERE tenant_id = $1 AND name = $2',
    values: [tenantId, collection],
  });
  return rows[0]?.id;
};
