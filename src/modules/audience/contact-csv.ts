import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { csvTooLong, csvUnreadable } from './audience.problems.js';
import { type CsvRecord, importLimits } from './contact-import.rules.js';

export interface CsvFile {
  delimiter: string;
  header: string[];
  records: CsvRecord[];
}

const delimiters = [',', ';', '\t'] as const;

/**
 * Reads CSV (RFC 4180) as spreadsheets write it: comma, semicolon or tab, whichever the header has most of outside quotes;
 * with or without a byte order mark; LF, CRLF or CR. Rows may be shorter or longer than the header; blank rows are skipped.
 */
export function readCsv(text: string): CsvFile {
  const delimiter = delimiterOf(text);
  const [header, ...records] = parseRecords(text, delimiter);
  if (!header) throw csvUnreadable({ detail: 'The file is empty', pointer: '/csv' });
  if (records.length > importLimits.rows)
    throw csvTooLong({ detail: `At most ${importLimits.rows} rows`, pointer: '/csv', rows: records.length });
  return { delimiter, header: header.cells, records };
}

function parseRecords(text: string, delimiter: string): CsvRecord[] {
  try {
    const parsed = parse(text, {
      delimiter,
      bom: true,
      info: true,
      relaxColumnCount: true,
      relaxQuotes: true,
      recordDelimiter: ['\r\n', '\n', '\r'],
      skipEmptyLines: true,
      skipRecordsWithEmptyValues: true,
      to: importLimits.rows + 2,
    }) as unknown as { record: string[]; info: InfoRecord }[];
    return parsed.map(({ record, info }) => ({ line: info.lines - breaksIn(record), cells: record }));
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    throw csvUnreadable({ detail: failure.message, pointer: '/csv', line: Number(failure['lines']) || undefined });
  }
}

/** The parser counts the lines it has read; a cell with line breaks began that many lines before. */
const breaksIn = (cells: readonly string[]): number => cells.join().match(/\r\n|\n|\r/g)?.length ?? 0;

/** The delimiter that stands most often in the first line, outside quotes. A comma where there is none. */
function delimiterOf(text: string): string {
  const counts = new Map<string, number>(delimiters.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return delimiters.reduce((best, delimiter) =>
    (counts.get(delimiter) ?? 0) > (counts.get(best) ?? 0) ? delimiter : best,
  );
}
