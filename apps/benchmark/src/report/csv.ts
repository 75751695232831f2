/** Cells that a spreadsheet would run as a formula are quoted as text (OWASP, "CSV Injection"). */
const formula = /^[=+\-@\t\r]/;

const cell = (value: string | number | boolean | null | undefined): string => {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** RFC 4180: a header line, CRLF, quotes doubled. */
export const toCsv = (header: string[], rows: (string | number | boolean | null | undefined)[][]): string =>
  [header, ...rows]
    .map((row) => row.map(cell).join(','))
    .join('\r\n')
    .concat('\r\n');
