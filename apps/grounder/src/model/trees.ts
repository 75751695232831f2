/**
 * Gradient-boosted trees, all their nodes in one set of parallel lists. A node whose `feature` is -1 is a
 * leaf: `at` is then its value, else the threshold. A row goes to `left` where its value is at most `at`,
 * and to `left + 1` where it is above.
 */
export type TreeEnsemble = {
  /** The sum that every row begins with. */
  base: number;
  /** The first node of each tree. */
  roots: readonly number[];
  feature: readonly number[];
  at: readonly number[];
  left: readonly number[];
};

/** The sum over all trees for one row of feature values, in log-odds. */
export const treeScore = (
  { base, roots, feature, at, left }: TreeEnsemble,
  row: ArrayLike<number>,
): number => {
  let sum = base;
  for (const root of roots) {
    let node = root;
    let tested = feature[node]!;
    while (tested >= 0) {
      node = row[tested]! <= at[node]! ? left[node]! : left[node]! + 1;
      tested = feature[node]!;
    }
    sum += at[node]!;
  }
  return sum;
};
