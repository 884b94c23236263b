import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDate,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf, PublicId, idSchema } from '../../platform/http/id-param.js';
import type { CheckInList } from './lists.queries.js';
import { type EntryMode, entryModes } from './scan.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const most = 100;

/** Who is let in somewhere: a day, a workshop, the bar. */
export class NewCheckInListDto {
  /** @example "Saturday" */
  @IsString()
  @Length(1, 100)
  name: string;

  /** Types that are let in whole. With no type and no variation every type that admits; an add-on only where it is named. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(most)
  @ArrayUnique()
  @PublicId('tty', { each: true, required: false })
  ticketTypeIds?: string[];

  /** Variations that are let in beside the types. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(most)
  @ArrayUnique()
  @PublicId('var', { each: true, required: false })
  variationIds?: string[];

  /** From when on it lets in; null: from the first moment. */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  @ApiProperty({ type: String, format: 'date-time', nullable: true, required: false })
  opensAt?: Date | null;

  /** Until when; null: to the last moment. */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  @ApiProperty({ type: String, format: 'date-time', nullable: true, required: false })
  closesAt?: Date | null;

  /** How often one ticket is let in: once; again after it went out; as often as it comes. */
  @MayBeLeftOut()
  @IsIn(entryModes)
  @ApiProperty({ enum: entryModes, enumName: 'EntryMode', default: 'single', required: false })
  entries?: EntryMode;

  /** Whether orders that admit before they are paid are let in here. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: 'boolean', default: true, required: false })
  includesPending?: boolean;

  /** Entries of one ticket in all, where it may come more than once; null: no limit. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  @ApiProperty({ type: 'integer', nullable: true, required: false, example: 3 })
  maxEntries?: number | null;

  /** Entries of one ticket on a day of the event's time zone. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  @ApiProperty({ type: 'integer', nullable: true, required: false, example: 1 })
  maxEntriesPerDay?: number | null;

  /** Minutes between two entries of one ticket. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_080)
  @ApiProperty({ type: 'integer', nullable: true, required: false, example: 30 })
  minutesBetween?: number | null;
}

/** What may be changed of a check-in list; what is left out stays. Scans that were judged stay as they are. */
export class ChangeCheckInListDto extends PartialType(NewCheckInListDto, { skipNullProperties: false }) {}

/** A check-in list. */
export class CheckInListDto {
  @IdOf('cli')
  id: string;

  @IdOf('evt')
  eventId: string;

  /** @example "Saturday" */
  name: string;

  @ApiProperty({ type: 'array', items: idSchema('tty') })
  ticketTypeIds: string[];

  @ApiProperty({ type: 'array', items: idSchema('var') })
  variationIds: string[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  opensAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  closesAt: string | null;

  @ApiProperty({ enum: entryModes, enumName: 'EntryMode', example: 'single' })
  entries: EntryMode;

  @ApiProperty({ example: true })
  includesPending: boolean;

  @ApiProperty({ type: 'integer', nullable: true, example: null })
  maxEntries: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 1 })
  maxEntriesPerDay: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 30 })
  minutesBetween: number | null;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(list: CheckInList): CheckInListDto {
    return {
      id: toPublicId('cli', list.id),
      eventId: toPublicId('evt', list.eventId),
      name: list.name,
      ticketTypeIds: list.ticketTypeIds.map((id) => toPublicId('tty', id)),
      variationIds: list.variationIds.map((id) => toPublicId('var', id)),
      opensAt: list.opensAt?.toISOString() ?? null,
      closesAt: list.closesAt?.toISOString() ?? null,
      entries: list.entries,
      includesPending: list.includesPending,
      maxEntries: list.maxEntries,
      maxEntriesPerDay: list.maxEntriesPerDay,
      minutesBetween: list.minutesBetween,
      version: list.version,
    };
  }
}
