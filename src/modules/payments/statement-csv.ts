import { CsvError, parse } from 'csv-parse/sync';
import { statementColumnsMissing, statementTooLong, statementUnreadable } from './statement.problems.js';
import { type StatementColumn, type StatementRow, readStatementHeader, readStatementRow } from './statement.rules.js';

export const mostLines = 5_000;

const marks = [';', ',', '\t'] as const;

/** What stands before the table in some exports, at most. */
const mostPreamble = 30;

interface Reading {
  mapping: Readonly<Partial<Record<StatementColumn, string>>>;
  /** The currency where no column has it. */
  currency: string | null;
}

/** Reads a statement from CSV. The header is the first row in which a date and an amount are headed; what is before is skipped. */
export function readCsvStatement(text: string, { mapping, currency }: Reading): StatementRow[] {
  const { records, at, columns } = tableOf(text, mapping);
  const rows = records.slice(at + 1);
  if (rows.length > mostLines) throw statementTooLong({ detail: `At most ${mostLines} lines`, pointer: '/content' });
  return rows.map((cells, index) => {
    const row = at + 2 + index;
    const line = readStatementRow(cells, columns, currency);
    return typeof line === 'string' ? { row, problem: line } : { row, line };
  });
}

interface Table {
  records: string[][];
  /** The index of the header. */
  at: number;
  columns: Map<StatementColumn, number>;
}

/** With the delimiter under which a header is found. */
function tableOf(text: string, mapping: Reading['mapping']): Table {
  for (const delimiter of marks) {
    const records = recordsOf(text, delimiter);
    for (const [at, header] of records.slice(0, mostPreamble).entries()) {
      const columns = readStatementHeader(header, mapping);
      const amount = columns.has('amount') || columns.has('credit');
      if (columns.has('date') && amount) return { records, at, columns };
    }
  }
  throw statementColumnsMissing({ pointer: '/content' });
}

function recordsOf(text: string, delimiter: string): string[][] {
  try {
    return parse(text, {
      delimiter,
      bom: true,
      relaxColumnCount: true,
      relaxQuotes: true,
      skipEmptyLines: true,
      skipRecordsWithEmptyValues: true,
      to: mostLines + mostPreamble + 2,
    });
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    throw statementUnreadable({ detail: failure.message, pointer: '/content' });
  }
}
