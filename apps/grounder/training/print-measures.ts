import {
  auroc,
  balancedAccuracy,
  calibrationError,
  calibrationTable,
  mean,
  type Scored,
} from './measures.ts';
import { characterF1, type Overlap } from './span-training.ts';

const line = (...cells: (string | number)[]): void => {
  process.stdout.write(
    `| ${cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(3) : cell)).join(' | ')} |\n`,
  );
};

/** Prints balanced accuracy at 0.5 and AUROC by set, their means, and the calibration over all sets. */
export const printMeasures = (title: string, rows: readonly (Scored & { set: string })[]): void => {
  const sets = [...new Set(rows.map(({ set }) => set))];
  const bySet = sets.map((set) => rows.filter((row) => row.set === set));
  process.stdout.write(`\n${title}\n\n`);
  line('set', 'rows', 'balanced accuracy at 0.5', 'AUROC');
  line('---', '---', '---', '---');
  sets.forEach((set, at) => {
    line(set, String(bySet[at]!.length), balancedAccuracy(bySet[at]!, 0.5), auroc(bySet[at]!));
  });
  line(
    'macro',
    String(rows.length),
    mean(bySet.map((set) => balancedAccuracy(set, 0.5))),
    mean(bySet.map(auroc)),
  );
  process.stdout.write(`\ncalibration error ${calibrationError(rows).toFixed(3)}\n\n`);
  line('score from', 'rows', 'mean score', 'share grounded');
  line('---', '---', '---', '---');
  for (const bin of calibrationTable(rows)) line(bin.from.toFixed(1), String(bin.rows), bin.score, bin.share);
};

/** Prints the character F1 by set: over the answers with unsupported parts, and over all. */
export const printSpans = (overlaps: readonly (Overlap & { hasSpans: boolean })[]): void => {
  process.stdout.write('\nUnsupported parts, cross-validated by source\n\n');
  line('set', 'character F1', 'with the false marks in grounded answers');
  line('---', '---', '---');
  for (const set of new Set(overlaps.map((overlap) => overlap.set))) {
    const rows = overlaps.filter((overlap) => overlap.set === set);
    line(set, characterF1(rows.filter(({ hasSpans }) => hasSpans)), characterF1(rows));
  }
};

/** Prints by set what abstaining under a threshold refuses; each part of the rows under its own threshold. */
export const printAbstaining = (
  how: string,
  parts: readonly { rows: readonly (Scored & { set: string })[]; threshold: number }[],
): void => {
  const refusals = parts.flatMap(({ rows, threshold }) =>
    rows.map(({ set, label, score }) => ({ set, label, refused: score < threshold ? 1 : 0 })),
  );
  const sets = [...new Set(refusals.map(({ set }) => set))];
  const share = (set: string, label: 0 | 1): number =>
    mean(refusals.filter((one) => one.set === set && one.label === label).map(({ refused }) => refused));
  process.stdout.write(`\nAbstaining, ${how}\n\n`);
  line('set', 'answerable that are refused', 'unanswerable that are caught');
  line('---', '---', '---');
  for (const set of sets) line(set, share(set, 1), share(set, 0));
  line('macro', mean(sets.map((set) => share(set, 1))), mean(sets.map((set) => share(set, 0))));
};
