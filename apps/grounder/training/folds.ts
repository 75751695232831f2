import { createHash } from 'node:crypto';

/** A shorter source says too little to tie two rows together (a title, a placeholder). */
const leastSource = 80;

/**
 * A fold number for each row, such that rows that share a source text, directly or through other rows, are
 * in one fold. By the hash of the group, so that a further set moves no row.
 */
export const foldsBySource = (
  rows: readonly { id: string; sources: readonly string[] }[],
  folds: number,
): number[] => {
  const parent = rows.map((_, index) => index);
  const rootOf = (index: number): number => {
    let at = index;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const seen = new Map<string, number>();
  rows.forEach(({ sources }, index) => {
    for (const source of sources) {
      if (source.length <= leastSource) continue;
      const other = seen.get(source);
      if (other === undefined) seen.set(source, index);
      else parent[rootOf(index)] = rootOf(other);
    }
  });
  const least = new Map<number, string>();
  rows.forEach(({ id }, index) => {
    const root = rootOf(index);
    const known = least.get(root);
    if (known === undefined || id < known) least.set(root, id);
  });
  return rows.map((_, index) => {
    const digest = createHash('sha256')
      .update(least.get(rootOf(index))!)
      .digest();
    return digest.readUInt32BE(0) % folds;
  });
};
