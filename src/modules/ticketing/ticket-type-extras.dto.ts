import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { PublicId } from '../../platform/http/id-param.js';
import type { TypeForSale } from './catalogue.js';

/** How many add-ons of a category go with each ticket. */
export class AddOnChoiceDto {
  @PublicId('cat')
  categoryId: string;

  /** The least: 0 where they may be left out. */
  @IsInt()
  @Min(0)
  @Max(20)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 20, example: 0 })
  min: number;

  /** The most, not less than `min`. */
  @IsInt()
  @Min(1)
  @Max(20)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 20, example: 1 })
  max: number;

  static of({ categoryId, min, max }: TypeForSale['addOns'][number]): AddOnChoiceDto {
    return { categoryId: toPublicId('cat', categoryId), min, max };
  }
}

/** What each ticket comes with, at no further cost. */
export class BundlePartDto {
  @PublicId('tty')
  ticketTypeId: string;

  @IsInt()
  @Min(1)
  @Max(10)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 10, example: 1 })
  count: number;

  static of({ ticketTypeId, count }: TypeForSale['parts'][number]): BundlePartDto {
    return { ticketTypeId: toPublicId('tty', ticketTypeId), count };
  }
}
