import type { TenantQueryable } from '@rollcall/postgres';
import type { MemoryBudget } from '../memory-budget.ts';
import type { VectorSet } from './vector-set.ts';
import {
  bytesOfRows,
  fromTheStart,
  readBlocks,
  rowsOf,
  type VectorSnapshot,
  withBlock,
} from './vector-snapshot.ts';

/** Once a snapshot has grown by this share it is looked at how much of it is of deleted passages. */
const growthBetweenLooks = 0.25;

/** A snapshot of which more than this share is of deleted passages is read anew. */
const mostDead = 0.2;

export type ReadySet = VectorSet & { dimensions: number };

export type Snapshots = {
  /**
   * A set's vectors up to its version. Those who ask at once wait for one reading, and what is there is only added
   * to. Undefined where the set is over the memory budget.
   */
  of(db: TenantQueryable, set: ReadySet): Promise<VectorSnapshot | undefined>;
};

type Held = { snapshot: VectorSnapshot; rowsAtLastLook: number };

/** The snapshots of this process. */
export const createSnapshots = (budget: MemoryBudget): Snapshots => {
  const held = new Map<number, Held>();
  const reading = new Map<number, Promise<VectorSnapshot | undefined>>();
  const keyOf = (setId: number): string => `vectors ${setId}`;

  const drop = (setId: number): void => {
    held.delete(setId);
    budget.free(keyOf(setId));
  };

  /** Takes the room before it is filled. */
  const hasRoom = (setId: number, rows: number, dimensions: number): boolean =>
    budget.keep(keyOf(setId), bytesOfRows(rows, dimensions), () => held.delete(setId));

  const read = async (db: TenantQueryable, set: ReadySet): Promise<VectorSnapshot | undefined> => {
    const known = held.get(set.id);
    const rows = known && rowsOf(known.snapshot);
    const wasLookedAt = known && rows! <= known.rowsAtLastLook * (1 + growthBetweenLooks) + 1000;
    const live = wasLookedAt ? undefined : await countLive(db, set.id);
    const isDead = known !== undefined && live !== undefined && rows! > live / (1 - mostDead);
    const from = isDead ? undefined : known?.snapshot;

    let blocks = from?.blocks ?? [];
    const expected = Math.max(live ?? 0, rowsOf({ blocks }));
    if (!hasRoom(set.id, expected, set.dimensions)) {
      drop(set.id);
      return undefined;
    }
    const after = from === undefined ? fromTheStart : { ...fromTheStart, version: from.version };
    for await (const block of readBlocks(db, set, after)) blocks = withBlock(blocks, block);
    const snapshot = { setId: set.id, version: set.version, dimensions: set.dimensions, blocks };
    if (!hasRoom(set.id, rowsOf(snapshot), set.dimensions)) {
      drop(set.id);
      return undefined;
    }
    held.set(set.id, {
      snapshot,
      rowsAtLastLook: live === undefined ? (known?.rowsAtLastLook ?? 0) : rowsOf(snapshot),
    });
    return snapshot;
  };

  const of: Snapshots['of'] = async (db, set) => {
    for (;;) {
      const known = held.get(set.id)?.snapshot;
      if (known !== undefined && known.version >= set.version) {
        budget.touch(keyOf(set.id));
        return known;
      }
      const under = reading.get(set.id);
      if (under === undefined) {
        const begun = read(db, set).finally(() => reading.delete(set.id));
        reading.set(set.id, begun);
        return begun;
      }
      // It may be of an older version than is wanted here: then what it lacks is read behind it.
      if ((await under) === undefined) return undefined;
    }
  };

  return { of };
};

/** Vectors of a set whose passages are still there. */
const countLive = async (db: TenantQueryable, setId: number): Promise<number> => {
  const { rows } = await db.query<{ live: number }>({
    name: 'vectors.count',
    text: 'SELECT count(*)::int AS live FROM rollcall.vectors WHERE set_id = $1 AND vector IS NOT NULL',
    values: [setId],
  });
  return rows[0]?.live ?? 0;
};
