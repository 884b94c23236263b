import { ApiProperty } from '@nestjs/swagger';
import type { LocalizedText } from '../../kernel/text.js';
import { LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import type { LineTax, PriceStep, TaxSum } from './catalogue.js';

const stepKinds = ['offered', 'included', 'code', 'discount', 'tax'] as const satisfies readonly PriceStep['kind'][];

/** Why an amount became another. */
export class PriceStepDto {
  @ApiProperty({ enum: stepKinds, enumName: 'PriceStepKind', example: 'code' })
  kind: PriceStep['kind'];

  /** The code, the discount's or the tax's name; null where the kind says it all. */
  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  label: LocalizedText | null;

  /** What it adds, in minor units; less than nothing where it takes off. */
  @ApiProperty({ type: 'integer', example: -500 })
  amount: number;

  static of({ kind, label, amount }: PriceStep): PriceStepDto {
    return { kind, label, amount };
  }
}

/** The tax of a line or a fee. */
export class LineTaxDto {
  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  /** Thousandths of a percent: 20000 is 20 %. */
  @ApiProperty({ type: 'integer', example: 20000 })
  rate: number;

  /** Whether the list price already had it in it. */
  @ApiProperty({ example: true })
  inclusive: boolean;

  /** How much of the price it is, in minor units. */
  @ApiProperty({ type: 'integer', example: 250 })
  amount: number;
}

/** What is paid besides the tickets. */
export class PricedFeeDto {
  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  /** What is paid for it, tax included, in minor units. */
  @ApiProperty({ type: 'integer', example: 150 })
  price: number;

  @ApiProperty({ type: LineTaxDto, nullable: true })
  tax: LineTaxDto | null;

  static of({ name, price, tax }: { name: LocalizedText; price: number; tax: LineTax | null }): PricedFeeDto {
    return { name, price, tax };
  }
}

/** What lines and fees with the same tax add up to, in minor units. */
export class TaxSumDto {
  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  /** Thousandths of a percent. */
  @ApiProperty({ type: 'integer', example: 20000 })
  rate: number;

  @ApiProperty({ type: 'integer', example: 1250 })
  net: number;

  @ApiProperty({ type: 'integer', example: 250 })
  tax: number;

  @ApiProperty({ type: 'integer', example: 1500 })
  gross: number;

  static of({ name, rate, net, tax, gross }: TaxSum): TaxSumDto {
    return { name, rate, net, tax, gross };
  }
}
