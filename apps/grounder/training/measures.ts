/** `weight` counts in the calibration only; 1 where left out. */
export type Scored = { score: number; label: 0 | 1; weight?: number };

/** Mean of the shares of both classes that fall on the right side of `score >= threshold`. */
export const balancedAccuracy = (rows: readonly Scored[], threshold: number): number => {
  const right = [0, 0];
  const total = [0, 0];
  for (const { score, label } of rows) {
    total[label]! += 1;
    if (score >= threshold === (label === 1)) right[label]! += 1;
  }
  return (right[0]! / total[0]! + right[1]! / total[1]!) / 2;
};

/** Chance that a row of label 1 scores above one of label 0, ties counted half. */
export const auroc = (rows: readonly Scored[]): number => {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  let ranks = 0;
  let ones = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]!.score === sorted[from]!.score) to += 1;
    const tied = sorted.slice(from, to).filter(({ label }) => label === 1).length;
    ranks += (tied * (from + 1 + to)) / 2;
    ones += tied;
    from = to;
  }
  return (ranks - (ones * (ones + 1)) / 2) / (ones * (sorted.length - ones));
};

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** One line of a calibration table: rows whose score lies in a tenth of 0 to 1. */
export type CalibrationBin = { from: number; rows: number; weight: number; score: number; share: number };

/** Mean score and share of label 1, by weight, by tenths of the score. */
export const calibrationTable = (rows: readonly Scored[]): CalibrationBin[] =>
  Array.from({ length: 10 }, (_, tenth) => {
    const inside = rows.filter(({ score }) => Math.min(9, Math.floor(score * 10)) === tenth);
    const sum = (value: (row: Scored) => number): number =>
      inside.reduce((total, row) => total + (row.weight ?? 1) * value(row), 0);
    const weight = sum(() => 1);
    return {
      from: tenth / 10,
      rows: inside.length,
      weight,
      score: sum(({ score }) => score) / weight,
      share: sum(({ label }) => label) / weight,
    };
  });

/** Expected calibration error: mean distance of score and share over the table, by weight. */
export const calibrationError = (rows: readonly Scored[]): number => {
  const table = calibrationTable(rows).filter((bin) => bin.rows > 0);
  const total = table.reduce((sum, { weight }) => sum + weight, 0);
  return table.reduce((sum, bin) => sum + (bin.weight / total) * Math.abs(bin.score - bin.share), 0);
};
