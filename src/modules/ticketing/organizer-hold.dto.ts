import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { IsOptionalInstant } from './amounts.dto.js';
import { type Hold, type HoldState, holdStates } from './holds.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** So many places of a type, or of one of its variations. */
export class HoldLineDto {
  @PublicId('tty')
  ticketTypeId: string;

  @IsOptional()
  @PublicId('var', { required: false, nullable: true })
  variationId?: string | null;

  @IsInt()
  @Min(1)
  @Max(10_000)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 10_000, example: 20 })
  count: number;
}

/** Places that an organiser keeps back. */
export class NewOrganizerHoldDto {
  /**
   * Why.
   * @example "Sponsors"
   */
  @IsString()
  @Length(1, 200)
  label: string;

  /** When they go back to the sale; never by themselves where it is left out. */
  @IsOptionalInstant()
  expiresAt?: Date | null;

  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => HoldLineDto)
  @ApiProperty({ type: [HoldLineDto] })
  lines: HoldLineDto[];
}

/** What may be changed of places that are kept back; what is left out stays. */
export class ChangeOrganizerHoldDto extends PartialType(OmitType(NewOrganizerHoldDto, ['lines']), {
  skipNullProperties: false,
}) {}

/** Which places go back to the sale. */
export class ReleaseOrganizerHoldDto {
  /** All where it is left out. */
  @MayBeLeftOut()
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => HoldLineDto)
  @ApiProperty({ type: [HoldLineDto], required: false })
  lines?: HoldLineDto[];
}

/** Places that an organiser keeps back, as they stand. */
export class OrganizerHoldDto {
  @IdOf('hld')
  id: string;

  @IdOf('evt')
  eventId: string;

  @ApiProperty({ example: 'Sponsors' })
  label: string;

  @ApiProperty({ enum: holdStates, enumName: 'HoldState', example: 'active' })
  state: HoldState;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  expiresAt: string | null;

  /** What is left of them: places that codes took are gone from here. */
  @ApiProperty({ type: [HoldLineDto] })
  lines: HoldLineDto[];

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(hold: Hold): OrganizerHoldDto {
    return {
      id: toPublicId('hld', hold.id),
      eventId: toPublicId('evt', hold.eventId),
      label: hold.label ?? '',
      state: hold.state,
      expiresAt: hold.expiresAt?.toISOString() ?? null,
      lines: hold.lines.map(({ ticketTypeId, variationId, count }) => ({
        ticketTypeId: toPublicId('tty', ticketTypeId),
        variationId: variationId && toPublicId('var', variationId),
        count,
      })),
      version: hold.version,
    };
  }
}
