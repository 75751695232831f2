import { type Format, paint } from './style.ts';
import { columnsOf, oneLine, truncate } from './text-width.ts';

export type Column = {
  title: string;
  /** Default left. */
  align?: 'left' | 'right';
  /** Gives way when the table is too wide. */
  flexible?: boolean;
};

/** A cell's text, and its colour where it has one. Colour codes in the text itself are taken off as foreign. */
export type Cell = string | { text: string; format: Format };

const gap = '  ';
const narrowest = 8;

/**
 * A plain table of at most `width` columns: flexible columns are cut first, widest first, down to eight.
 * Cells hold foreign text: each is made one harmless line.
 */
export const renderTable = (columns: Column[], rows: Cell[][], width: number): string => {
  const cells = rows.map((row) => row.map(cleaned));
  const widths = fit(
    columns,
    columns.map((column, index) =>
      Math.max(columnsOf(column.title), ...cells.map((row) => columnsOf(row[index]?.text ?? ''))),
    ),
    width,
  );
  const line = (row: { text: string; format?: Format }[]): string =>
    columns
      .map(({ align }, index) => {
        const { text, format } = row[index] ?? { text: '' };
        const most = widths[index] ?? 0;
        const shown = truncate(text, most);
        const spaces = ' '.repeat(most - columnsOf(shown));
        const painted = format ? paint(format, shown) : shown;
        return align === 'right' ? spaces + painted : painted + spaces;
      })
      .join(gap)
      .trimEnd();
  return [
    line(columns.map(({ title }) => ({ text: title }))),
    line(widths.map((each) => ({ text: '─'.repeat(each) }))),
    ...cells.map(line),
  ].join('\n');
};

const cleaned = (cell: Cell): { text: string; format?: Format } =>
  typeof cell === 'string' ? { text: oneLine(cell) } : { ...cell, text: oneLine(cell.text) };

/** Takes columns from the widest flexible one until the table fits or none has any left to give. */
const fit = (columns: Column[], wanted: number[], width: number): number[] => {
  const widths = [...wanted];
  const total = () => widths.reduce((sum, each) => sum + each, 0) + gap.length * (columns.length - 1);
  for (let over = total() - width; over > 0; over -= 1) {
    const widest = widths.reduce(
      (best, each, index) =>
        columns[index]?.flexible && each > narrowest && each > (widths[best] ?? 0) ? index : best,
      -1,
    );
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
};
