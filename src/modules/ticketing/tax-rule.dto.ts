import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { IsLocalized, LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import { IsRate } from './amounts.dto.js';
import type { TaxRule } from './catalogue.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** A tax that ticket types and fees may carry. */
export class NewTaxRuleDto {
  /** How the tax is called on invoices. */
  @IsLocalized()
  name: LocalizedTextDto;

  /** Thousandths of a percent: 20000 is 20 %, 8875 is 8.875 %. */
  @IsRate()
  rate: number;

  /** Whether prices have the tax in them already; otherwise it comes on top. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: 'boolean', default: true, required: false })
  inclusive?: boolean;
}

/** What may be changed of a tax; what is left out stays. Tickets that people have keep the tax that they were sold with. */
export class ChangeTaxRuleDto extends PartialType(NewTaxRuleDto, { skipNullProperties: false }) {}

/** A tax of the organisation. */
export class TaxRuleDto {
  @IdOf('tax')
  id: string;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  /** Thousandths of a percent: 20000 is 20 %. */
  @ApiProperty({ type: 'integer', example: 20_000 })
  rate: number;

  @ApiProperty({ example: true })
  inclusive: boolean;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(rule: TaxRule & { version: number }): TaxRuleDto {
    const { name, rate, inclusive, version } = rule;
    return { id: toPublicId('tax', rule.id), name, rate, inclusive, version };
  }
}
