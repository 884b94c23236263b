import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import {
  type ImportColumn,
  type RowProblem,
  type RowProblemCode,
  importColumns,
  importLimits,
  rowProblems,
} from './contact-import.rules.js';
import { IsShortText } from './contact-shapes.js';
import { longest } from './contact-text.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const csvExample = `email,name,city,locale,tags,interests,consent,attended
anna@example.org,Анна Орлова,Казань,ru,speaker,databases;go,event-invitations;survey,Data Evening 12@2026-03-14
`;

/** A CSV file with contacts. */
export class ImportContactsDto {
  /**
   * The text of the file: UTF-8, with a header line; comma, semicolon or tab between cells; cells may be quoted. At most 5,000
   * rows, and 1 MiB for the whole request. Columns: `email` (required), `name`, `city`, `locale` (en, ru), `tags`, `interests` and `consent` (values separated by
   * `;`; consent takes purposes), `attended` (`Label@YYYY-MM-DD` separated by `;`). Empty cells leave what is known.
   */
  @IsString()
  @MaxLength(importLimits.characters)
  @ApiProperty({ maxLength: importLimits.characters, example: csvExample })
  csv: string;

  /**
   * True: answers what would happen, row by row, and writes nothing.
   *
   * @example true
   */
  @IsBoolean()
  dryRun: boolean;

  /** The column that a header means, where its name is another one; null ignores it. */
  @MayBeLeftOut()
  @IsObject()
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: ['string', 'null'] } as never,
    example: { 'E-Mail': 'email', Город: 'city', Телефон: null },
  })
  mapping?: Record<string, unknown>;

  /** Version of the consent text that the people in the file agreed to. */
  @IsOptional()
  @IsShortText(longest.textVersion, { required: false, nullable: true, example: 'meetup-form-2025' })
  consentTextVersion?: string | null;
}

const outcomes = ['created', 'updated', 'unchanged', 'rejected'] as const;
export type ImportOutcome = (typeof outcomes)[number];

/** What is wrong with a row, or what it could not change. */
export class RowProblemDto {
  /** Refuses the row, except `consent-withdrawn` and `do-not-contact`: they say what an accepted row left as it stood. */
  @ApiProperty({ enum: rowProblems, example: 'date-invalid' })
  code: RowProblemCode;

  @ApiProperty({ enum: importColumns, nullable: true, example: 'attended' })
  column: ImportColumn | null;

  /** @example "2025-02-30 is not a day; write YYYY-MM-DD" */
  detail: string;
}

/** The answer for one row. */
export class ImportedRowDto {
  /** Counted from 1, without header and blank rows. */
  @ApiProperty({ type: 'integer', example: 3 })
  row: number;

  /** The line of the file on which the row starts. */
  @ApiProperty({ type: 'integer', example: 4 })
  line: number;

  @ApiProperty({ enum: outcomes, example: 'rejected' })
  outcome: ImportOutcome;

  /** Null for rejected rows, and for new contacts of a dry run. */
  @IdOf('con', { nullable: true })
  contactId: string | null;

  @ApiProperty({ type: [RowProblemDto] })
  problems: RowProblemDto[];

  static of(row: ImportedRow): ImportedRowDto {
    return {
      row: row.row,
      line: row.line,
      outcome: row.outcome,
      contactId: row.contactId && toPublicId('con', row.contactId),
      problems: row.problems.map(({ code, column, detail }) => ({ code, column, detail })),
    };
  }
}

/** How a column of the file was understood. */
export class ImportedColumnDto {
  /** @example "E-Mail" */
  header: string;

  /** Null: ignored. */
  @ApiProperty({ enum: importColumns, nullable: true, example: 'email' })
  column: ImportColumn | null;
}

/** What an import did, or in a dry run would do. */
export class ContactImportDto {
  /** @example true */
  dryRun: boolean;

  /** @example ";" */
  delimiter: string;

  @ApiProperty({ type: [ImportedColumnDto] })
  columns: ImportedColumnDto[];

  @ApiProperty({ type: 'integer', example: 480 })
  created: number;

  @ApiProperty({ type: 'integer', example: 8 })
  updated: number;

  @ApiProperty({ type: 'integer', example: 2 })
  unchanged: number;

  @ApiProperty({ type: 'integer', example: 10 })
  rejected: number;

  /** One answer for each row, in the order of the file. */
  @ApiProperty({ type: [ImportedRowDto] })
  rows: ImportedRowDto[];

  static of(
    file: { dryRun: boolean; delimiter: string; columns: ImportedColumnDto[] },
    rows: readonly ImportedRow[],
  ): ContactImportDto {
    const count = (outcome: ImportOutcome) => rows.filter((row) => row.outcome === outcome).length;
    return {
      dryRun: file.dryRun,
      delimiter: file.delimiter,
      columns: file.columns,
      created: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      rejected: count('rejected'),
      rows: rows.map(ImportedRowDto.of),
    };
  }
}

/** A row of the file with its outcome. */
export interface ImportedRow {
  row: number;
  line: number;
  outcome: ImportOutcome;
  contactId: string | null;
  problems: RowProblem[];
}
