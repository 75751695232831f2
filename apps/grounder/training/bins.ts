import type { Example } from './example.ts';

/** Examples with each feature's values replaced by the number of the bin that they fall into. */
export type Binned = {
  /** One list of bins a feature, by example. */
  columns: Uint8Array[];
  /** Upper edges by feature: bin b holds the values above edge b-1 and at most edge b. */
  edges: number[][];
};

/** Cuts each feature at its quantiles into at most `most` bins (under 256). */
export const binned = (examples: readonly Example[], most: number): Binned => {
  const width = examples[0]?.row.length ?? 0;
  const edges = Array.from({ length: width }, (_, feature) =>
    edgesOf(
      examples.map(({ row }) => row[feature]!),
      most,
    ),
  );
  const columns = edges.map((cuts, feature) =>
    Uint8Array.from(examples, ({ row }) => binOf(cuts, row[feature]!)),
  );
  return { columns, edges };
};

const edgesOf = (values: readonly number[], most: number): number[] => {
  const sorted = Float64Array.from(values).sort();
  const cuts: number[] = [];
  for (let part = 1; part < most; part += 1) {
    const at = Math.floor((part * sorted.length) / most);
    const below = sorted[at]!;
    const above = sorted.subarray(at).find((value) => value > below);
    if (above === undefined) break;
    // Halfway and short: a row of another machine's rounding falls on the same side.
    const cut = Number(((below + above) / 2).toPrecision(6));
    if (cut >= below && cut < above && cut > (cuts.at(-1) ?? Number.NEGATIVE_INFINITY)) cuts.push(cut);
  }
  return cuts;
};

const binOf = (cuts: readonly number[], value: number): number => {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= cuts[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
};
