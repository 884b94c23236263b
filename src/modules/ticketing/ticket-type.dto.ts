import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsBoolean,
  IsDate,
  IsInt,
  IsOptional,
  Max,
  Min,
} from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf, PublicId, idSchema } from '../../platform/http/id-param.js';
import { IsLocalized, LocalizedTextDto, MoneyDto } from '../../platform/http/shapes.dto.js';
import type { TicketType } from './ticket-types.queries.js';

const mostPerOrder = 50;

/** Something people can take one or more of; free. */
export class NewTicketTypeDto {
  /** What people see. */
  @IsLocalized()
  name: LocalizedTextDto;

  @IsOptional()
  @IsLocalized()
  description?: LocalizedTextDto | null;

  /** Each ticket takes a place from every one of these quotas of the same event. */
  @ArrayNotEmpty()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @PublicId('quo', { each: true })
  quotaIds: string[];

  /** From when people may take it. Left out: as soon as the event is published. */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, required: false })
  saleStartsAt?: Date | null;

  /** Until when. Left out: until the event ends; never longer. */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, required: false })
  saleEndsAt?: Date | null;

  /** The least of this type in an order that has any. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(mostPerOrder)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: mostPerOrder, default: 1, required: false })
  minPerOrder?: number;

  /** The most of this type in an order. One person has one order. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(mostPerOrder)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: mostPerOrder, default: 10, required: false })
  maxPerOrder?: number;

  /** Shown to, and taken by, only those who come by a personal link. */
  @IsOptional()
  @IsBoolean()
  @ApiProperty({ type: 'boolean', default: false, required: false })
  hidden?: boolean;
}

/**
 * What may be changed of a ticket type; what is left out stays, null clears. Where its quotas change, the places that it
 * has taken are counted in the new ones.
 */
export class ChangeTicketTypeDto extends PartialType(NewTicketTypeDto) {}

/** Something people can take one or more of. */
export class TicketTypeDto {
  @IdOf('tty')
  id: string;

  @IdOf('evt')
  eventId: string;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  description: LocalizedText | null;

  /** Null: free. */
  @ApiProperty({ type: MoneyDto, nullable: true, example: null })
  price: MoneyDto | null;

  @ApiProperty({ type: 'array', items: idSchema('quo') })
  quotaIds: string[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  saleStartsAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  saleEndsAt: string | null;

  @ApiProperty({ type: 'integer', example: 1 })
  minPerOrder: number;

  @ApiProperty({ type: 'integer', example: 10 })
  maxPerOrder: number;

  @ApiProperty({ example: false })
  hidden: boolean;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(type: TicketType): TicketTypeDto {
    return {
      id: toPublicId('tty', type.id),
      eventId: toPublicId('evt', type.eventId),
      name: type.name,
      description: type.description,
      price: type.price,
      quotaIds: type.quotaIds.map((id) => toPublicId('quo', id)),
      saleStartsAt: type.saleStartsAt?.toISOString() ?? null,
      saleEndsAt: type.saleEndsAt?.toISOString() ?? null,
      minPerOrder: type.minPerOrder,
      maxPerOrder: type.maxPerOrder,
      hidden: type.hidden,
      version: type.version,
    };
  }
}
