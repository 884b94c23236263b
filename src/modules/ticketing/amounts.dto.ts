import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsDate,
  IsInt,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { wholeRate } from '../../kernel/money.js';
import { IsCurrencyCode, type MoneyDto } from '../../platform/http/shapes.dto.js';
import type { Amounts } from './catalogue.js';

/** What something costs in one currency. */
export class PriceDto {
  /** Integer, in minor units of the currency: 1250 EUR is 12.50 euros. */
  @IsInt()
  @Min(0)
  @Max(9_000_000_000_000)
  @ApiProperty({ type: 'integer', minimum: 0, example: 125_000 })
  amount: number;

  @IsCurrencyCode()
  currency: string;
}

/** Amounts in several currencies as a member of a request: one of each. */
export const ArePrices = (options: ApiPropertyOptions = {}): PropertyDecorator =>
  applyDecorators(
    IsArray(),
    ArrayMaxSize(20),
    ArrayUnique((price: PriceDto) => price.currency),
    ValidateNested({ each: true }),
    Type(() => PriceDto),
    ApiProperty({ ...options, type: [PriceDto] } as ApiPropertyOptions),
  );

/** A share in thousandths of a percent as a member of a request. */
export const IsRate = (options: ApiPropertyOptions = {}): PropertyDecorator =>
  applyDecorators(
    IsInt(),
    Min(0),
    Max(wholeRate),
    ApiProperty({ example: 20_000, ...options, type: 'integer', minimum: 0, maximum: wholeRate } as ApiPropertyOptions),
  );

/** An instant as a member of a request that may be left out; null clears it. */
export const IsOptionalInstant = (): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    Type(() => Date),
    IsDate(),
    ApiProperty({ type: 'string', format: 'date-time', nullable: true, required: false }),
  );

export const toAmounts = (prices: readonly MoneyDto[]): Amounts =>
  Object.fromEntries(prices.map(({ amount, currency }) => [currency, amount]));

/** In the order of the alphabet, so that two answers with the same amounts are equal. */
export const toPrices = (amounts: Amounts): MoneyDto[] =>
  Object.entries(amounts)
    .map(([currency, amount]) => ({ amount, currency }))
    .toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
