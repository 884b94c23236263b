import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { IsLocalized, LocalizedTextDto, MoneyDto } from '../../platform/http/shapes.dto.js';
import { ArePrices, IsRate, type PriceDto, toPrices } from './amounts.dto.js';
import type { Fee } from './catalogue.js';
import type { Row } from './terms-table.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** What an organiser decides about a fee. */
export type FeeTerms = Omit<Fee, 'id' | 'tax'> & { taxRuleId: string | null };

const bases = ['order', 'ticket'] as const;

/** What is paid besides the tickets. Where it has an amount and a rate, both add up. */
export class NewFeeDto {
  /** What people see. */
  @IsLocalized()
  name: LocalizedTextDto;

  /** `order`: once for an order that costs something. `ticket`: once for each ticket that costs something. */
  @IsIn(bases)
  @ApiProperty({ enum: bases, enumName: 'FeeBasis', example: 'order' })
  per: (typeof bases)[number];

  /** Thousandths of a percent of what the tickets cost: 20000 is 20 %. */
  @IsOptional()
  @IsRate({ required: false, nullable: true })
  rate?: number | null;

  /** Amounts by currency, in minor units; nothing in a currency that is missing. */
  @MayBeLeftOut()
  @ArePrices({ required: false })
  amounts?: PriceDto[];

  /** The tax that the fee carries. */
  @IsOptional()
  @PublicId('tax', { required: false, nullable: true })
  taxRuleId?: string | null;
}

/** What may be changed of a fee; what is left out stays, null clears. */
export class ChangeFeeDto extends PartialType(NewFeeDto, { skipNullProperties: false }) {}

/** A fee of an event. */
export class FeeDto {
  @IdOf('fee')
  id: string;

  @IdOf('evt')
  eventId: string;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ enum: bases, enumName: 'FeeBasis', example: 'order' })
  per: (typeof bases)[number];

  /** Thousandths of a percent: 20000 is 20 %. */
  @ApiProperty({ type: 'integer', nullable: true, example: null })
  rate: number | null;

  @ApiProperty({ type: [MoneyDto] })
  amounts: MoneyDto[];

  @IdOf('tax', { nullable: true })
  taxRuleId: string | null;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(fee: Row<FeeTerms>): FeeDto {
    return {
      id: toPublicId('fee', fee.id),
      eventId: toPublicId('evt', fee.eventId),
      name: fee.name,
      per: fee.per,
      rate: fee.rate,
      amounts: toPrices(fee.amounts),
      taxRuleId: fee.taxRuleId && toPublicId('tax', fee.taxRuleId),
      version: fee.version,
    };
  }
}
