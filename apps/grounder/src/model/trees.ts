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

/** The leaves of a tree are the bits of a number. */
const mostLeaves = 32;

/** A test of one tree, and the leaves of that tree that a row which fails it may still reach. */
type Test = { feature: number; at: number; tree: number; leaves: number };

/**
 * Makes the function that sums all trees for one row of feature values, in log-odds. No tree is walked: the
 * tests are put in the order of feature and threshold, those that a row fails stand together at the front of
 * each feature's, and each strikes out leaves of its tree; the leftmost that is left is where the row comes
 * out (QuickScorer: Lucchese et al., SIGIR 2015). Throws a `RangeError` where a tree has more than 32 leaves.
 */
export const treeScorer = (trees: TreeEnsemble): ((row: ArrayLike<number>) => number) => {
  const tests: Test[] = [];
  const values = new Float64Array(trees.roots.length * mostLeaves);
  trees.roots.forEach((root, tree) => {
    const leaves = leavesUnder(trees, root, { tree, before: 0, tests });
    if (leaves.length > mostLeaves) throw new RangeError(`a tree of ${leaves.length} leaves`);
    values.set(leaves, tree * mostLeaves);
  });
  tests.sort((a, b) => a.feature - b.feature || a.at - b.at);
  const at = Float64Array.from(tests, (test) => test.at);
  const treeOf = Int32Array.from(tests, ({ tree }) => tree);
  const stays = Int32Array.from(tests, ({ leaves }) => leaves);
  const features = [...new Set(tests.map(({ feature }) => feature))];
  const firsts = features.map((feature) => tests.findIndex((test) => test.feature === feature));
  const reached = new Int32Array(trees.roots.length);
  return (row) => {
    reached.fill(-1);
    features.forEach((feature, index) => {
      const value = row[feature]!;
      const end = firsts[index + 1] ?? at.length;
      for (let test = firsts[index]!; test < end && value > at[test]!; test += 1) {
        reached[treeOf[test]!]! &= stays[test]!;
      }
    });
    let sum = trees.base;
    for (let tree = 0; tree < reached.length; tree += 1) {
      const leftmost = 31 - Math.clz32(reached[tree]! & -reached[tree]!);
      sum += values[tree * mostLeaves + leftmost]!;
    }
    return sum;
  };
};

type Walk = { tree: number; before: number; tests: Test[] };

/** The values of the leaves under a node from left to right, of which `before` lie left of it; adds its tests. */
const leavesUnder = (trees: TreeEnsemble, node: number, { tree, before, tests }: Walk): number[] => {
  const [feature, at, left] = [trees.feature[node]!, trees.at[node]!, trees.left[node]!];
  if (feature < 0) return [at];
  const lefts = leavesUnder(trees, left, { tree, before, tests });
  const rights = leavesUnder(trees, left + 1, { tree, before: before + lefts.length, tests });
  // The same as `~(bits of the left leaves)`; a shift by 32 would be one by 0, but a tree has leaves on the right, too.
  tests.push({ feature, at, tree, leaves: ~(((1 << lefts.length) - 1) << before) });
  return [...lefts, ...rights];
};
