import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Transform, Type } from 'class-transformer';
import { PageQuery } from '../../platform/http/page.dto.js';
import { IdOf, PublicId, idSchema } from '../../platform/http/id-param.js';
import { MoneyDto } from '../../platform/http/shapes.dto.js';
import { toPublicId } from '../../kernel/id.js';
import { ArePrices, IsOptionalInstant, IsRate, PriceDto, toPrices } from './amounts.dto.js';
import type { Code } from './catalogue.js';
import type { Row } from './terms-table.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** What an organiser decides about a code. */
export type CodeTerms = Omit<Code, 'id' | 'used' | 'givenAway' | 'ticketTypeIds' | 'variationIds' | 'budget'> & {
  tag: string | null;
  ticketTypeIds: string[];
  variationIds: string[];
  budgetAmount: number | null;
  budgetCurrency: string | null;
};

/** A row of `codes`. */
export type CodeRow = Row<CodeTerms & Pick<Code, 'used' | 'givenAway'>>;

const effects = ['none', 'set', 'subtract', 'percent'] as const;
const most = 1_000_000;

const IsCount = (): PropertyDecorator => (target, property) => {
  IsOptional()(target, property);
  IsInt()(target, property);
  Min(1)(target, property);
  Max(most)(target, property);
  ApiProperty({ type: 'integer', minimum: 1, maximum: most, nullable: true, required: false })(target, property);
};

/** What a code does, where, and how often. */
export class CodeTermsDto {
  /**
   * For organisers, to find codes again that belong together.
   * @example "sponsors"
   */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  @ApiProperty({ type: 'string', nullable: true, required: false, example: 'sponsors' })
  tag?: string | null;

  /** `set`: tickets cost so much at most; `subtract`: so much less; `percent`: cheaper by `rate`; `none`: only what else the code does. */
  @MayBeLeftOut()
  @IsIn(effects)
  @ApiProperty({ enum: effects, enumName: 'CodeEffect', default: 'none', required: false })
  effect?: (typeof effects)[number];

  /** For `set` and `subtract`: amounts by currency, in minor units. In other currencies the code takes nothing off. */
  @MayBeLeftOut()
  @ArePrices({ required: false })
  amounts?: PriceDto[];

  /** For `percent`: thousandths of a percent; 20000 is 20 % off. */
  @IsOptional()
  @IsRate({ required: false, nullable: true })
  rate?: number | null;

  /** The ticket types that it counts for. These and `variationIds` left out or empty: all. */
  @MayBeLeftOut()
  @ArrayMaxSize(200)
  @ArrayUnique()
  @PublicId('tty', { each: true, required: false })
  ticketTypeIds?: string[];

  /** The variations that it counts for. */
  @MayBeLeftOut()
  @ArrayMaxSize(200)
  @ArrayUnique()
  @PublicId('var', { each: true, required: false })
  variationIds?: string[];

  /** Whether those who know it see and take hidden ticket types that it counts for. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: 'boolean', default: false, required: false })
  opensHidden?: boolean;

  /** From when it counts. */
  @IsOptionalInstant()
  validFrom?: Date | null;

  /** Until when it counts. */
  @IsOptionalInstant()
  validUntil?: Date | null;

  /** For how many tickets it may be used in all; tickets that wait for somebody to finish count. */
  @IsCount()
  maxUses?: number | null;

  /** For how many tickets of one order. */
  @IsCount()
  maxPerOrder?: number | null;

  /** For how many tickets of one person, by their e-mail address. */
  @IsCount()
  maxPerPerson?: number | null;

  /** How much it may take off in all, in one currency; in other currencies it then takes nothing off. */
  @IsOptional()
  @ValidateNested()
  @Type(() => PriceDto)
  @ApiProperty({ type: PriceDto, nullable: true, required: false })
  budget?: PriceDto | null;

  /** Places that organisers keep back, from which tickets with this code take theirs: an allotment. */
  @IsOptional()
  @PublicId('hld', { required: false, nullable: true })
  holdId?: string | null;
}

/** A promo or access code. */
export class NewCodeDto extends CodeTermsDto {
  /** Letters A to Z, digits, hyphen and underscore. People may type it in lower case. */
  @IsString()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toUpperCase() : value))
  @Matches(/^[0-9A-Z_-]{3,40}$/)
  @ApiProperty({ example: 'EARLY-2027', pattern: '^[0-9A-Za-z_-]{3,40}$' })
  code: string;
}

/** What may be changed of a code; what is left out stays, null clears. Its limits may not fall below what was used of it. */
export class ChangeCodeDto extends PartialType(CodeTermsDto, { skipNullProperties: false }) {}

/** Many codes with equal terms and random texts. */
export class CodeBatchDto extends CodeTermsDto {
  /** How many. */
  @IsInt()
  @Min(1)
  @Max(5000)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 5000, example: 100 })
  count: number;

  /** What each of them begins with. */
  @MayBeLeftOut()
  @IsString()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toUpperCase() : value))
  @Matches(/^[0-9A-Z_-]{1,20}$/)
  @ApiProperty({ type: 'string', required: false, example: 'SPONSOR-', pattern: '^[0-9A-Za-z_-]{1,20}$' })
  prefix?: string;
}

/** The codes that were made, in no order that says anything. */
export class MadeCodesDto {
  @ApiProperty({ type: 'array', items: { type: 'string' }, example: ['SPONSOR-7KXM4T2WQA'] })
  codes: string[];
}

/** Which codes are listed. */
export class CodeQuery extends PageQuery {
  /** Only codes with this tag. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  tag?: string;

  /** Only codes that have this in them, in any case. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(40)
  text?: string;
}

/** Which codes are exported. */
export class CodeExportQuery extends OmitType(CodeQuery, ['cursor', 'limit', 'updatedSince'] as const) {}

/** A promo or access code of an event, and how often it was used. */
export class CodeDto {
  @IdOf('cod')
  id: string;

  @IdOf('evt')
  eventId: string;

  /** In upper case. */
  @ApiProperty({ example: 'EARLY-2027' })
  code: string;

  @ApiProperty({ type: String, nullable: true, example: null })
  tag: string | null;

  @ApiProperty({ enum: effects, enumName: 'CodeEffect', example: 'percent' })
  effect: (typeof effects)[number];

  @ApiProperty({ type: [MoneyDto] })
  amounts: MoneyDto[];

  /** Thousandths of a percent: 20000 is 20 % off. */
  @ApiProperty({ type: 'integer', nullable: true, example: 20_000 })
  rate: number | null;

  @ApiProperty({ type: 'array', items: idSchema('tty') })
  ticketTypeIds: string[];

  @ApiProperty({ type: 'array', items: idSchema('var') })
  variationIds: string[];

  @ApiProperty({ example: false })
  opensHidden: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  validFrom: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  validUntil: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 100 })
  maxUses: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: null })
  maxPerOrder: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 1 })
  maxPerPerson: number | null;

  @ApiProperty({ type: MoneyDto, nullable: true })
  budget: MoneyDto | null;

  @IdOf('hld', { nullable: true })
  holdId: string | null;

  /** Tickets that have it, and tickets with it that wait for somebody to finish. */
  @ApiProperty({ type: 'integer', example: 0 })
  used: number;

  /** What it took off these tickets, in minor units of the budget's currency; 0 without a budget. */
  @ApiProperty({ type: 'integer', example: 0 })
  givenAway: number;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(row: CodeRow): CodeDto {
    const { tag, effect, rate, opensHidden, maxUses, maxPerOrder, maxPerPerson, used, givenAway, version } = row;
    return {
      id: toPublicId('cod', row.id),
      eventId: toPublicId('evt', row.eventId),
      code: row.code,
      tag,
      effect,
      amounts: toPrices(row.amounts),
      rate,
      ticketTypeIds: row.ticketTypeIds.map((id) => toPublicId('tty', id)),
      variationIds: row.variationIds.map((id) => toPublicId('var', id)),
      opensHidden,
      validFrom: row.validFrom?.toISOString() ?? null,
      validUntil: row.validUntil?.toISOString() ?? null,
      maxUses,
      maxPerOrder,
      maxPerPerson,
      budget: budgetOf(row),
      holdId: row.holdId && toPublicId('hld', row.holdId),
      used,
      givenAway,
      version,
    };
  }
}

const budgetOf = ({ budgetAmount, budgetCurrency }: CodeRow): MoneyDto | null =>
  budgetAmount === null || budgetCurrency === null ? null : { amount: budgetAmount, currency: budgetCurrency };
