export type BoostingOptions = {
  seed: number;
  trees: number;
  depth: number;
  /** What each tree's leaves are multiplied by. */
  rate: number;
  /** Shares of the examples and of the features that each tree sees. */
  rows: number;
  columns: number;
  /** Least sum of second derivatives in a leaf. */
  leastLeaf: number;
  /** Added to that sum: draws leaves towards 0. */
  ridge: number;
  /** By feature: 1 where more of it may only raise the score, -1 where it may only lower it, 0 for neither. */
  monotone?: readonly number[] | undefined;
};

/** Short enough for JSON; rounded before it is used, so that training and service see one number. */
export const rounded = (value: number): number => Number(value.toPrecision(5));

/** A tree while it grows; `value` is the leaf's where there is no split. */
export type Node = {
  value: number;
  split?: { feature: number; at: number; low: Node; high: Node };
};

export type Growing = {
  columns: readonly Uint8Array[];
  edges: readonly number[][];
  gradient: Float64Array;
  hessian: Float64Array;
  /** The examples that this tree may see. */
  seen: Int32Array;
  /** The features that it may split on. */
  features: Int32Array;
  options: BoostingOptions;
};

type Bounds = { lowest: number; highest: number };
type Sums = { gradient: number; hessian: number };
type Split = { feature: number; bin: number; gain: number; low: number; high: number };

/** A gain that rounding alone could have made is none. */
const leastGain = 1e-6;

/** Grows one tree, depth first, greedily by gain. */
export const growTree = (growing: Growing): Node =>
  grow(growing, growing.seen, 0, { lowest: Number.NEGATIVE_INFINITY, highest: Number.POSITIVE_INFINITY });

const grow = (growing: Growing, rows: Int32Array, level: number, bounds: Bounds): Node => {
  const { options } = growing;
  const sums = sumsOf(growing, rows);
  const leaf = { value: rounded(options.rate * weightOf(sums, options, bounds)) };
  if (level >= options.depth || rows.length < 2) return leaf;
  const split = bestSplit(growing, rows, sums, bounds);
  if (split === undefined) return leaf;
  const column = growing.columns[split.feature]!;
  const low = rows.filter((row) => column[row]! <= split.bin);
  const high = rows.filter((row) => column[row]! > split.bin);
  const [lowBounds, highBounds] = boundsBelow(split, bounds, options);
  return {
    ...leaf,
    split: {
      feature: split.feature,
      at: growing.edges[split.feature]![split.bin]!,
      low: grow(growing, low, level + 1, lowBounds),
      high: grow(growing, high, level + 1, highBounds),
    },
  };
};

const sumsOf = ({ gradient, hessian }: Growing, rows: Int32Array): Sums => {
  const sums = { gradient: 0, hessian: 0 };
  for (const row of rows) {
    sums.gradient += gradient[row]!;
    sums.hessian += hessian[row]!;
  }
  return sums;
};

/** The Newton step of a leaf, kept within what the monotone splits above it allow. */
const weightOf = (sums: Sums, { ridge }: BoostingOptions, { lowest, highest }: Bounds): number =>
  Math.min(highest, Math.max(lowest, -sums.gradient / (sums.hessian + ridge)));

/** The loss that a leaf of this weight takes away. */
const takenAway = (sums: Sums, weight: number, { ridge }: BoostingOptions): number =>
  -(sums.gradient * weight + 0.5 * (sums.hessian + ridge) * weight * weight);

const bestSplit = (growing: Growing, rows: Int32Array, sums: Sums, bounds: Bounds): Split | undefined => {
  const { columns, edges, features, options } = growing;
  const whole = takenAway(sums, weightOf(sums, options, bounds), options);
  let best: Split | undefined;
  for (const feature of features) {
    const bins = edges[feature]!.length + 1;
    if (bins < 2) continue;
    const histogram = histogramOf(growing, rows, columns[feature]!, bins);
    const low = { gradient: 0, hessian: 0 };
    for (let bin = 0; bin < bins - 1; bin += 1) {
      low.gradient += histogram[2 * bin]!;
      low.hessian += histogram[2 * bin + 1]!;
      if (low.hessian < options.leastLeaf) continue;
      const high = { gradient: sums.gradient - low.gradient, hessian: sums.hessian - low.hessian };
      if (high.hessian < options.leastLeaf) break;
      const [lowWeight, highWeight] = [weightOf(low, options, bounds), weightOf(high, options, bounds)];
      if ((options.monotone?.[feature] ?? 0) * (highWeight - lowWeight) < 0) continue;
      const gain = takenAway(low, lowWeight, options) + takenAway(high, highWeight, options) - whole;
      if (gain > (best?.gain ?? leastGain)) best = { feature, bin, gain, low: lowWeight, high: highWeight };
    }
  }
  return best;
};

/** Sums of gradients and second derivatives, in turn, by bin. */
const histogramOf = (
  { gradient, hessian }: Growing,
  rows: Int32Array,
  column: Uint8Array,
  bins: number,
): Float64Array => {
  const histogram = new Float64Array(2 * bins);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index]!;
    const at = 2 * column[row]!;
    histogram[at]! += gradient[row]!;
    histogram[at + 1]! += hessian[row]!;
  }
  return histogram;
};

/** Below a monotone split no leaf of the one side may pass the middle between the two. */
const boundsBelow = (split: Split, bounds: Bounds, { monotone }: BoostingOptions): [Bounds, Bounds] => {
  const direction = monotone?.[split.feature] ?? 0;
  if (direction === 0) return [bounds, bounds];
  const middle = (split.low + split.high) / 2;
  const [under, over] = [
    { ...bounds, highest: middle },
    { ...bounds, lowest: middle },
  ];
  return direction > 0 ? [under, over] : [over, under];
};
