import type { Span } from './sentences.ts';

/** A cell of a Markdown table: its place, and what it is about. */
export type Cell = Span & {
  /** The row's first cell and the column's heading; empty for headings and first cells, which claim nothing. */
  about: string;
};

const row = /^[ \t]*\|.*\|[ \t]*$/;
const rule = /^[ \t|:-]+$/;

type Line = Span & { cells: Span[] };

/**
 * The cells of the Markdown tables in a text (rows between bars, a rule of dashes under the headings), in
 * order, trimmed and without empty ones, and the stretches of text that the tables take.
 */
export const tablesOf = (text: string): { tables: Span[]; cells: Cell[] } => {
  const tables: Span[] = [];
  const cells: Cell[] = [];
  for (const lines of rowsOf(text)) {
    const ruled = rule.test(text.slice(lines[1]!.start, lines[1]!.end));
    if (!ruled) continue;
    tables.push({ start: lines[0]!.start, end: lines.at(-1)!.end });
    const headings = lines[0]!.cells.map((cell) => text.slice(cell.start, cell.end));
    lines.forEach((line, number) => {
      if (number === 1) return;
      const label = text.slice(line.cells[0]!.start, line.cells[0]!.end);
      line.cells.forEach((cell, column) => {
        if (cell.end === cell.start) return;
        const claims = number > 1 && column > 0;
        cells.push({ ...cell, about: claims ? `${label} ${headings[column] ?? ''}`.trim() : '' });
      });
    });
  }
  return { tables, cells };
};

/** Lines between bars that stand together, two or more. */
const rowsOf = (text: string): Line[][] => {
  const groups: Line[][] = [];
  let open: Line[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    if (row.test(line.replace(/\r$/, '')))
      open.push({ start, end: start + line.length, cells: cellsOf(line, start) });
    else {
      if (open.length > 1) groups.push(open);
      open = [];
    }
    start += line.length + 1;
  }
  if (open.length > 1) groups.push(open);
  return groups;
};

const cellsOf = (line: string, offset: number): Span[] => {
  const first = line.indexOf('|') + 1;
  const last = line.lastIndexOf('|');
  const cells: Span[] = [];
  let start = first;
  for (const part of line.slice(first, last).split('|')) {
    const opened = start + part.length - part.trimStart().length;
    const from = Math.min(opened, start + part.length);
    cells.push({ start: offset + from, end: offset + Math.max(from, start + part.trimEnd().length) });
    start += part.length + 1;
  }
  return cells;
};
