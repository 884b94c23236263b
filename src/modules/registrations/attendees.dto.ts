import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsObject, IsString, MaxLength, ValidateNested } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { ApiAnswers } from './order-request.dto.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** Who holds a ticket of a group. */
export class NamedTicketDto {
  @PublicId('tkt')
  ticketId: string;

  /** @example "Анна Петрова" */
  @IsString()
  @MaxLength(1000)
  name: string;

  /** @example "anna@example.org" */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(1000)
  email?: string;

  /** All of them. What is left out stays. */
  @MayBeLeftOut()
  @IsObject()
  @ApiAnswers()
  answers?: Record<string, unknown>;
}

/** Who comes with a group. */
export class NameAttendeesDto {
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => NamedTicketDto)
  @ApiProperty({ type: [NamedTicketDto] })
  attendees: NamedTicketDto[];
}

/** Who comes with a group, as a table. */
export class AttendeesCsvDto {
  /**
   * The text of the file: UTF-8, with a header line; comma, semicolon or tab between cells. Columns: `name` (required), `email`,
   * `ticket` (an id; rows without one name the tickets that have no name yet, in their order), and the keys of questions. The
   * first three may be in Russian too: `имя`, `почта`, `билет`.
   */
  @IsString()
  @MaxLength(500_000)
  @ApiProperty({ maxLength: 500_000, example: 'name,email,size\nАнна Петрова,anna@example.org,M\n' })
  csv: string;
}

/** What became of one row. */
export class NamedRowDto {
  /** Counted from 1, without header and blank rows. */
  @ApiProperty({ type: 'integer', example: 1 })
  row: number;

  @IdOf('tkt', { nullable: true })
  ticketId: string | null;

  /** As it was sent. */
  @ApiProperty({ type: String, example: 'Анна Петрова' })
  name: string;

  @ApiProperty({ enum: ['saved', 'refused'], example: 'saved' })
  state: 'saved' | 'refused';

  /** Why it was refused. */
  @ApiProperty({ type: String, nullable: true, example: 'name-missing' })
  code: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  detail: string | null;

  /** Keys of the questions whose answers are missing or wrong. */
  @ApiProperty({ type: [String], example: [] })
  questions: readonly string[];

  static of({ row, ticketId, name, fault }: NamedRow): NamedRowDto {
    return {
      row,
      ticketId: ticketId && toPublicId('tkt', ticketId),
      name,
      state: fault ? 'refused' : 'saved',
      code: fault?.code ?? null,
      detail: fault?.detail ?? null,
      questions: fault?.questions ?? [],
    };
  }
}

/** What became of each row; rows that are refused keep no other from being saved. */
export class NamedAttendeesDto {
  @ApiProperty({ type: 'integer', example: 12 })
  saved: number;

  @ApiProperty({ type: 'integer', example: 1 })
  refused: number;

  /** Tickets that still have no name. */
  @ApiProperty({ type: 'integer', example: 3 })
  nameless: number;

  @ApiProperty({ type: [NamedRowDto] })
  rows: NamedRowDto[];
}

/** A row with its outcome. */
export interface NamedRow {
  row: number;
  ticketId: string | null;
  name: string;
  fault: RowFault | null;
}

export interface RowFault {
  code: string;
  detail: string | null;
  questions: readonly string[];
}
