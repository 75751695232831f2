/** What is kept in memory for searching, by key, and given up again when others need the room. */
export type MemoryBudget = {
  /**
   * Says that something now takes `bytes`, and makes room for it: what was used least recently goes, `drop` being
   * called for each. False where it is larger than the whole budget; nothing else goes then, and it is not kept.
   */
  keep(key: string, bytes: number, drop: () => void): boolean;
  /** Says that it was used. */
  touch(key: string): void;
  /** Gives its room back without calling `drop`. */
  free(key: string): void;
  /** Bytes taken now, and things given up for others so far. */
  stats(): { bytes: number; evictions: number };
};

/**
 * A budget over all collections. `limitBytes` is asked each time: where others take memory out of the same limit, what
 * they leave is the budget, and things are given up for them when something is next kept or used.
 */
export const createMemoryBudget = (limitBytes: () => number): MemoryBudget => {
  /** In the order of their last use, for a Map keeps its keys in the order of their insertion. */
  const kept = new Map<string, { bytes: number; drop: () => void }>();
  let used = 0;
  let evictions = 0;

  const free = (key: string): void => {
    used -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };

  const makeRoom = (limit: number): void => {
    for (const [oldest, { drop }] of kept) {
      if (used <= limit) return;
      free(oldest);
      evictions += 1;
      drop();
    }
  };

  return {
    keep: (key, bytes, drop) => {
      free(key);
      const limit = limitBytes();
      if (bytes > limit) return false;
      makeRoom(limit - bytes);
      kept.set(key, { bytes, drop });
      used += bytes;
      return true;
    },
    touch: (key) => {
      const found = kept.get(key);
      if (found === undefined) return;
      kept.delete(key);
      kept.set(key, found);
      makeRoom(limitBytes());
    },
    free,
    stats: () => ({ bytes: used, evictions }),
  };
};
