import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { csvRefused } from './registrations.problems.js';

/** Most rows of one file. */
export const mostRows = 5_000;

/** A row of a table of people: what stands under `name`, `email` and `ticket`, and the rest by the name of its column. */
export interface PersonRow {
  /** Counted from 1, without header and blank rows. */
  row: number;
  line: number;
  name: string;
  email: string;
  ticket: string;
  others: Readonly<Record<string, string>>;
}

/** What people call these columns. */
const columnNames: ReadonlyMap<string, string> = new Map([
  ['имя', 'name'],
  ['почта', 'email'],
  ['эл. почта', 'email'],
  ['e-mail', 'email'],
  ['билет', 'ticket'],
]);

const delimiters = [',', ';', '\t'] as const;

/**
 * Reads a table of people from CSV (RFC 4180) as spreadsheets write it: comma, semicolon or tab, whichever the header has most
 * of; with or without a byte order mark. The header names the columns: `name`, `email`, `ticket`, and keys of questions.
 */
export function readPeople(text: string): PersonRow[] {
  const first = text.split(/\r\n|\n|\r/, 1)[0] ?? '';
  const delimiter = delimiters.reduce((best, one) => (first.split(one).length > first.split(best).length ? one : best));
  const [header, ...records] = parsed(text, delimiter);
  if (!header) throw csvRefused({ detail: 'The file is empty', pointer: '/csv' });
  const columns = header.record.map((cell) => {
    const name = cell.trim().toLowerCase();
    return columnNames.get(name) ?? name;
  });
  if (!columns.includes('name')) throw csvRefused({ detail: 'There is no column name', pointer: '/csv', columns });
  if (new Set(columns).size < columns.length)
    throw csvRefused({ detail: 'Two columns have the same name', pointer: '/csv', columns });
  if (records.length > mostRows) throw csvRefused({ detail: `At most ${mostRows} rows`, pointer: '/csv' });
  return records.map(({ record, info }, index) => rowOf(columns, record, { row: index + 1, line: info.lines }));
}

function rowOf(columns: readonly string[], cells: readonly string[], at: { row: number; line: number }): PersonRow {
  const filled = columns.map((column, index) => [column, (cells[index] ?? '').trim()] as const);
  const { name = '', email = '', ticket = '', ...others } = Object.fromEntries(filled);
  const answered = Object.entries(others).filter(([, cell]) => cell !== '');
  return { ...at, name, email, ticket, others: Object.fromEntries(answered) };
}

function parsed(text: string, delimiter: string): { record: string[]; info: InfoRecord }[] {
  try {
    return parse(text, {
      delimiter,
      bom: true,
      info: true,
      relaxColumnCount: true,
      recordDelimiter: ['\r\n', '\n', '\r'],
      skipEmptyLines: true,
      skipRecordsWithEmptyValues: true,
      to: mostRows + 2,
    }) as unknown as { record: string[]; info: InfoRecord }[];
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    throw csvRefused({ detail: failure.message, pointer: '/csv' });
  }
}
