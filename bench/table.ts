import type { Figure } from './measurement.ts';

const names = { bare: 'bare chain', empty: 'empty stages', whole: 'whole system' } as const;

const fixed = (value: number | null, digits: number): string =>
  value === null ? '-' : value.toFixed(digits);

const head = ['queue', 'system', 'documents/s', 'to bare', 'CPU ms/doc', 'completion'];

/** A plain table of some 70 columns: a figure a line, its completion beside it. */
export const renderFigures = (figures: Figure[]): string => {
  const rows = figures.map((figure) => [
    figure.backend,
    names[figure.system],
    fixed(figure.documentsPerSecond, 1),
    fixed(figure.ratioToBare, 2),
    fixed(figure.cpuMsPerDocument, 1),
    figure.completion,
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]): string =>
    cells
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
};
