/** A shorter source says too little to tie two rows together (a title, a placeholder); UTF-16 units. */
const leastSource = 80;

/**
 * The rows' groups: those that share a source text, directly or through other rows, have the same number. Judgements
 * on one text resemble each other, so that two of them are no two observations.
 */
export const sourceGroups = (rows: readonly (readonly string[])[]): number[] => {
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
  rows.forEach((sources, index) => {
    for (const source of sources) {
      if (source.length <= leastSource) continue;
      const other = seen.get(source);
      if (other === undefined) seen.set(source, index);
      else parent[rootOf(index)] = rootOf(other);
    }
  });
  return rows.map((_, index) => rootOf(index));
};
