type Cell = string | number | Date | null;

/** A table as a file (RFC 4180). */
export const csvOf = (rows: readonly (readonly Cell[])[], delimiter: ',' | ';' = ','): string =>
  rows.map((row) => `${row.map((cell) => cellOf(cell, delimiter)).join(delimiter)}\r\n`).join('');

/** A text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises. */
function cellOf(value: Cell, delimiter: string): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
}
