import { csvOf } from '../../kernel/csv.js';
import type { CodeRow } from './code.dto.js';

const columns = ['code', 'tag', 'effect', 'maxUses', 'used', 'validFrom', 'validUntil'] as const;

/** One line for each code (RFC 4180), for those who hand codes out. */
export const codesAsCsv = (codes: readonly CodeRow[]): string =>
  csvOf([columns, ...codes.map((code) => columns.map((column) => code[column]))]);
