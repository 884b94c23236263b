import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import type { Quota } from './quotas.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** More places than any venue has; keeps sums far from the limits of an integer. */
const mostPlaces = 10_000_000;

/** A pool of places. */
export class NewQuotaDto {
  /**
   * What the places are, for organisers.
   * @example "Main hall"
   */
  @IsString()
  @Length(1, 200)
  name: string;

  /** How many places there are; as many as people want where it is null or left out. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(mostPlaces)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: mostPlaces, nullable: true, required: false, example: 100 })
  size?: number | null;

  /** Whether it closes once all of its places are sold: places that come back are then not given out again until it is reopened. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: 'boolean', default: false, required: false })
  closeWhenSoldOut?: boolean;
}

/** What may be changed of a quota; what is left out stays. The size may be lowered to what is taken, but not below. */
export class ChangeQuotaDto extends PartialType(NewQuotaDto, { skipNullProperties: false }) {}

/** A pool of places that ticket types draw on. How many of them are taken is told by the stock of the event. */
export class QuotaDto {
  @IdOf('quo')
  id: string;

  @IdOf('evt')
  eventId: string;

  /** @example "Main hall" */
  name: string;

  /** Null where there is no limit. */
  @ApiProperty({ type: 'integer', nullable: true, example: 100 })
  size: number | null;

  @ApiProperty({ example: false })
  closeWhenSoldOut: boolean;

  /** Since when nothing of it is given out; null while it is open. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  closedAt: string | null;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(quota: Quota): QuotaDto {
    return {
      id: toPublicId('quo', quota.id),
      eventId: toPublicId('evt', quota.eventId),
      name: quota.name,
      size: quota.size,
      closeWhenSoldOut: quota.closeWhenSoldOut,
      closedAt: quota.closedAt?.toISOString() ?? null,
      version: quota.version,
    };
  }
}
