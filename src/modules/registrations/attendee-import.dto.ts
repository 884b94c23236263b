import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, locales } from '../../kernel/text.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import {
  type AttendeeImport,
  type ImportRow,
  type ImportRowState,
  importRowStates,
} from './attendee-imports.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** People who come for nothing, as a table. */
export class ImportAttendeesDto {
  /** Which tickets they get. */
  @PublicId('tty')
  ticketTypeId: string;

  @MayBeLeftOut()
  @PublicId('var', { required: false })
  variationId?: string;

  /**
   * The text of the file: UTF-8, with a header line; comma, semicolon or tab between cells; at most 5,000 rows. Columns: `name` and
   * `email` (where it is known), and the keys of questions about the attendee. What is not answered is left for the person to answer.
   */
  @IsString()
  @MaxLength(1_000_000)
  @ApiProperty({ maxLength: 1_000_000, example: 'name,email\nАнна Петрова,anna@example.org\n' })
  csv: string;

  /** The language of mail to these people. */
  @IsIn(locales)
  @ApiProperty({ enum: locales, enumName: 'Locale', example: 'ru' })
  locale: Locale;
}

/** What became of one row. */
export class ImportedAttendeeDto {
  /** Counted from 1, without header and blank rows. */
  @ApiProperty({ type: 'integer', example: 3 })
  row: number;

  /** The line of the file on which the row ends. */
  @ApiProperty({ type: 'integer', example: 4 })
  line: number;

  /** `skipped`: the person has a registration already. */
  @ApiProperty({ enum: importRowStates, example: 'made' })
  state: ImportRowState;

  /** Why it was skipped or refused. */
  @ApiProperty({ type: String, nullable: true, example: null })
  code: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  detail: string | null;

  @IdOf('ord', { nullable: true })
  orderId: string | null;

  static of({ row, line, state, code, detail, orderId }: ImportRow): ImportedAttendeeDto {
    return { row, line, state, code, detail, orderId: orderId && toPublicId('ord', orderId) };
  }
}

/** An import of people, and how far it has come. */
export class AttendeeImportDto {
  @IdOf('aim')
  id: string;

  @IdOf('evt')
  eventId: string;

  @IdOf('tty')
  ticketTypeId: string;

  @ApiProperty({ enum: ['working', 'done'], example: 'done' })
  state: 'working' | 'done';

  @ApiProperty({ type: 'integer', example: 480 })
  made: number;

  @ApiProperty({ type: 'integer', example: 8 })
  skipped: number;

  @ApiProperty({ type: 'integer', example: 2 })
  refused: number;

  /** One answer for each row, in the order of the file. */
  @ApiProperty({ type: [ImportedAttendeeDto] })
  rows: ImportedAttendeeDto[];

  static of({ id, eventId, ticketTypeId, rows }: AttendeeImport): AttendeeImportDto {
    const count = (wanted: ImportRowState) => rows.filter(({ state }) => state === wanted).length;
    return {
      id: toPublicId('aim', id),
      eventId: toPublicId('evt', eventId),
      ticketTypeId: toPublicId('tty', ticketTypeId),
      state: count('waiting') > 0 ? 'working' : 'done',
      made: count('made'),
      skipped: count('skipped'),
      refused: count('refused'),
      rows: rows.map(ImportedAttendeeDto.of),
    };
  }
}
