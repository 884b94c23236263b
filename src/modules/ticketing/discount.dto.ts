import { ApiProperty, PartialType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { wholeRate } from '../../kernel/money.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf, PublicId, idSchema } from '../../platform/http/id-param.js';
import { IsLocalized, LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import { IsOptionalInstant } from './amounts.dto.js';
import type { Row } from './terms-table.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const kinds = ['buy-n-pay-m', 'quantity'] as const;

/** What an organiser decides about a discount. */
export interface DiscountTerms {
  name: LocalizedText;
  position: number;
  kind: (typeof kinds)[number];
  every: number | null;
  pay: number | null;
  atLeast: number | null;
  rate: number | null;
  ticketTypeIds: string[];
  validFrom: Date | null;
  validUntil: Date | null;
}

/** A discount that needs no code. What costs nothing takes no part in it. */
export class NewDiscountDto {
  /** What people see beside the price. */
  @IsLocalized()
  name: LocalizedTextDto;

  /** Discounts are tried from the lowest to the highest. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  @ApiProperty({ type: 'integer', default: 0, required: false })
  position?: number;

  /** `buy-n-pay-m`: of `every` tickets `pay` are paid, the dearest ones. `quantity`: from `atLeast` tickets on each is cheaper by `rate`. */
  @IsIn(kinds)
  @ApiProperty({ enum: kinds, enumName: 'DiscountKind', example: 'quantity' })
  kind: (typeof kinds)[number];

  /** Tickets, for `buy-n-pay-m`. */
  @IsOptional()
  @IsInt()
  @Min(2)
  @Max(50)
  @ApiProperty({ type: 'integer', nullable: true, required: false, example: 3 })
  every?: number | null;

  /** Tickets, less than `every`. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(49)
  @ApiProperty({ type: 'integer', nullable: true, required: false, example: 2 })
  pay?: number | null;

  /** Tickets, for `quantity`. */
  @IsOptional()
  @IsInt()
  @Min(2)
  @Max(50)
  @ApiProperty({ type: 'integer', nullable: true, required: false, example: 5 })
  atLeast?: number | null;

  /** Thousandths of a percent: 20000 is 20 %. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(wholeRate)
  @ApiProperty({ type: 'integer', nullable: true, required: false, example: 20_000 })
  rate?: number | null;

  /** The ticket types that take part. Left out or empty: all. */
  @MayBeLeftOut()
  @ArrayMaxSize(200)
  @ArrayUnique()
  @PublicId('tty', { each: true, required: false })
  ticketTypeIds?: string[];

  /** From when it counts. */
  @IsOptionalInstant()
  validFrom?: Date | null;

  /** Until when it counts. */
  @IsOptionalInstant()
  validUntil?: Date | null;
}

/** What may be changed of a discount; what is left out stays, null clears. */
export class ChangeDiscountDto extends PartialType(NewDiscountDto, { skipNullProperties: false }) {}

/** A discount of an event that needs no code. */
export class DiscountDto {
  @IdOf('dsc')
  id: string;

  @IdOf('evt')
  eventId: string;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: 'integer', example: 0 })
  position: number;

  @ApiProperty({ enum: kinds, enumName: 'DiscountKind', example: 'quantity' })
  kind: (typeof kinds)[number];

  @ApiProperty({ type: 'integer', nullable: true, example: null })
  every: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: null })
  pay: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 5 })
  atLeast: number | null;

  /** Thousandths of a percent: 20000 is 20 %. */
  @ApiProperty({ type: 'integer', nullable: true, example: 20_000 })
  rate: number | null;

  @ApiProperty({ type: 'array', items: idSchema('tty') })
  ticketTypeIds: string[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  validFrom: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  validUntil: string | null;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(row: Row<DiscountTerms>): DiscountDto {
    return {
      id: toPublicId('dsc', row.id),
      eventId: toPublicId('evt', row.eventId),
      name: row.name,
      position: row.position,
      kind: row.kind,
      every: row.every,
      pay: row.pay,
      atLeast: row.atLeast,
      rate: row.rate,
      ticketTypeIds: row.ticketTypeIds.map((id) => toPublicId('tty', id)),
      validFrom: row.validFrom?.toISOString() ?? null,
      validUntil: row.validUntil?.toISOString() ?? null,
      version: row.version,
    };
  }
}
