/** A source of repeatable draws: the same key gives the same draws on every machine. */
export type Random = {
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
  /** A copy of the list in another order. */
  shuffle<T>(items: readonly T[]): T[];
};

/**
 * Draws that depend on the key alone. Keys, not one long stream, so that a change in one place of one document
 * leaves all the others as they are. FNV-1a over the key seeds mulberry32 (T. Ettinger, public domain).
 */
export function randomFor(key: string): Random {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  let state = hash >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  // Keys that differ in the last letter alone start close to each other: the first draws are thrown away.
  next();
  next();
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    int,
    pick: (items) => {
      if (items.length === 0) throw new Error(`nothing to pick from: ${key}`);
      return items[int(0, items.length - 1)]!;
    },
    shuffle: (items) => {
      const copy = [...items];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = int(0, i);
        [copy[i], copy[j]] = [copy[j]!, copy[i]!];
      }
      return copy;
    },
  };
}

/** Fills a pattern: `#` becomes a digit, `@` a capital letter that cannot be taken for a digit. */
export function fillPattern(pattern: string, random: Random): string {
  return pattern.replace(/[#@]/g, (sign) =>
    sign === '#' ? String(random.int(0, 9)) : random.pick([...'ABCDEFGHJKLMNPRSTUVWXY']),
  );
}
