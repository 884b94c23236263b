import type { CodeRow } from './code.dto.js';

const columns = ['code', 'tag', 'effect', 'maxUses', 'used', 'validFrom', 'validUntil'] as const;

/** One line for each code (RFC 4180), for those who hand codes out. */
export const codesAsCsv = (codes: readonly CodeRow[]): string =>
  [columns.join(','), ...codes.map((code) => columns.map((column) => cell(code[column])).join(','))]
    .map((line) => `${line}\r\n`)
    .join('');

/** A text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises. */
function cell(value: string | number | Date | null): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
