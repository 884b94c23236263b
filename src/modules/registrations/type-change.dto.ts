import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { LocalizedTextDto, MoneyDto } from '../../platform/http/shapes.dto.js';
import type { Option } from './type-change.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** What a ticket is to become. */
export class ChangeTypeDto {
  @PublicId('tty')
  ticketTypeId: string;

  @IsOptional()
  @PublicId('var', { required: false, nullable: true })
  variationId?: string | null;

  /** What the options showed, in minor units, less than nothing where it is cheaper; refused where it is something else by now. */
  @MayBeLeftOut()
  @IsInt()
  @ApiProperty({ type: 'integer', required: false, example: 50000 })
  expectedDifference?: number;
}

/** What a ticket may become, and what that would cost. */
export class TypeOptionDto {
  @IdOf('tty')
  ticketTypeId: string;

  @IdOf('var', { nullable: true })
  variationId: string | null;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  variationName: LocalizedText | null;

  /** What it costs now. Null: free, and so was the ticket. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  price: MoneyDto | null;

  /** In minor units: more than nothing is to be paid first, less than nothing is cheaper than what was paid. */
  @ApiProperty({ type: 'integer', example: 50000 })
  difference: number;

  /** What of a cheaper price comes back: no more than if the difference were cancelled by the attendee now. */
  @ApiProperty({ type: 'integer', example: 0 })
  refund: number;

  /** Whether there is a place now. */
  @ApiProperty({ example: true })
  free: boolean;

  static of(
    { ticketTypeId, variationId, name, variationName }: Option,
    cost: { price: number; difference: number; refund: number; currency: string | null; free: boolean },
  ): TypeOptionDto {
    return {
      ticketTypeId: toPublicId('tty', ticketTypeId),
      variationId: variationId && toPublicId('var', variationId),
      name,
      variationName,
      price: cost.currency === null ? null : { amount: cost.price, currency: cost.currency },
      difference: cost.difference,
      refund: cost.refund,
      free: cost.free,
    };
  }
}

/** What a ticket may become. */
export class TypeOptionsDto {
  @ApiProperty({ type: [TypeOptionDto] })
  items: TypeOptionDto[];
}
