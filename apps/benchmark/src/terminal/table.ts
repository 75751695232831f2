import { stripVTControlCharacters } from 'node:util';

/** Code points that take two columns: East Asian wide and full-width forms, and most emoji (UAX #11, simplified). */
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}]/u;
const invisible = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a text takes on a terminal. */
export const columnsOf = (text: string): number => {
  let columns = 0;
  for (const character of stripVTControlCharacters(text)) {
    if (!invisible.test(character)) columns += wide.test(character) ? 2 : 1;
  }
  return columns;
};

/** The text cut to `most` columns, with an ellipsis where something was cut. */
export const truncate = (text: string, most: number): string => {
  if (columnsOf(text) <= most) return text;
  let taken = '';
  let columns = 0;
  for (const character of stripVTControlCharacters(text)) {
    const next = columns + columnsOf(character);
    if (next > most - 1) break;
    taken += character;
    columns = next;
  }
  return `${taken}…`;
};

const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

export type Column = {
  title: string;
  align?: 'left' | 'right' /** Gives way when the table is too wide. */;
  flexible?: boolean;
};

const gap = '  ';

/**
 * A plain table of at most `width` columns: flexible columns are cut first, widest first, down to eight.
 * Cells may carry colour codes; one with a line break is written on one line.
 */
export const renderTable = (columns: Column[], rows: string[][], width: number): string => {
  const clean = rows.map((row) => row.map((cell) => (cell.includes('\u001b') ? cell : oneLine(cell))));
  const widths = columns.map((column, index) =>
    Math.max(columnsOf(column.title), ...clean.map((row) => columnsOf(row[index] ?? ''))),
  );
  const total = () => widths.reduce((sum, each) => sum + each, 0) + gap.length * (columns.length - 1);
  while (total() > width) {
    const candidates = widths
      .map((each, index) => ({ each, index }))
      .filter(({ each, index }) => columns[index]?.flexible && each > 8);
    const widest = candidates.sort((a, b) => b.each - a.each)[0];
    if (!widest) break;
    widths[widest.index] = widest.each - 1;
  }
  const line = (cells: string[]): string =>
    columns
      .map((column, index) => {
        const most = widths[index] ?? 0;
        const text = truncate(cells[index] ?? '', most);
        const padding = ' '.repeat(Math.max(0, most - columnsOf(text)));
        return column.align === 'right' ? padding + text : text + padding;
      })
      .join(gap)
      .trimEnd();
  return [
    line(columns.map((column) => column.title)),
    line(widths.map((each) => '─'.repeat(each))),
    ...clean.map(line),
  ].join('\n');
};
