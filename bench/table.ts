import { alignTable } from './align-columns.ts';
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
  return alignTable(head, rows, 2).join('\n');
};
