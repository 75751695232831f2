/** Rows of equal length as lines of plain text; the first `names` columns to the left, the figures to the right. */
export const alignColumns = (rows: readonly string[][], names: number): string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const align = (cell: string, column: number): string =>
    column < names ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(align).join('  ').trimEnd());
};

/** The same with a rule under the first row. */
export const alignTable = (head: string[], rows: readonly string[][], names: number): string[] => {
  const widest = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return alignColumns([head, widest.map((width) => '-'.repeat(width)), ...rows], names);
};
