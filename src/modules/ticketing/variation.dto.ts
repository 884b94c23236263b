import { ApiProperty, PartialType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsInt, Max, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf, PublicId, idSchema } from '../../platform/http/id-param.js';
import { IsLocalized, LocalizedTextDto, MoneyDto } from '../../platform/http/shapes.dto.js';
import { ArePrices, IsOptionalInstant, type PriceDto, toPrices } from './amounts.dto.js';
import type { Variation } from './variations.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** One of several forms of a ticket type, such as "early bird". A type that has some is taken as one of them only. */
export class NewVariationDto {
  /** What people see beside the name of the type. */
  @IsLocalized()
  name: LocalizedTextDto;

  /** Each ticket takes a place from these quotas too, besides those of the type; none of them may be one of the type's. */
  @MayBeLeftOut()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @PublicId('quo', { each: true, required: false })
  quotaIds?: string[];

  /** What it costs, in the currencies in which that differs from the type. */
  @MayBeLeftOut()
  @ArePrices({ required: false })
  prices?: PriceDto[];

  /** From when people may take it, within the time of the type. */
  @IsOptionalInstant()
  saleStartsAt?: Date | null;

  /** Until when. */
  @IsOptionalInstant()
  saleEndsAt?: Date | null;

  /** Variations are shown from the lowest to the highest. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  @ApiProperty({ type: 'integer', default: 0, required: false })
  position?: number;
}

/** What may be changed of a variation; what is left out stays, null clears. */
export class ChangeVariationDto extends PartialType(NewVariationDto, { skipNullProperties: false }) {}

/** One of several forms of a ticket type. */
export class VariationDto {
  @IdOf('var')
  id: string;

  @IdOf('evt')
  eventId: string;

  @IdOf('tty')
  ticketTypeId: string;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: 'array', items: idSchema('quo') })
  quotaIds: string[];

  /** In the currencies in which it differs from the type. */
  @ApiProperty({ type: [MoneyDto] })
  prices: MoneyDto[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  saleStartsAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  saleEndsAt: string | null;

  @ApiProperty({ type: 'integer', example: 0 })
  position: number;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(variation: Variation): VariationDto {
    return {
      id: toPublicId('var', variation.id),
      eventId: toPublicId('evt', variation.eventId),
      ticketTypeId: toPublicId('tty', variation.ticketTypeId),
      name: variation.name,
      quotaIds: variation.quotaIds.map((id) => toPublicId('quo', id)),
      prices: toPrices(variation.prices),
      saleStartsAt: variation.saleStartsAt?.toISOString() ?? null,
      saleEndsAt: variation.saleEndsAt?.toISOString() ?? null,
      position: variation.position,
      version: variation.version,
    };
  }
}
