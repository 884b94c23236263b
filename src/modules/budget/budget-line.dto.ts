import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { IsMoney, MoneyDto } from '../../platform/http/shapes.dto.js';
import { type Line, type QuoteState, quoteStates } from './budget-lines.queries.js';
import {
  type Driver,
  type Headcounts,
  type LineBasis,
  type LineKind,
  drivers,
  lineBases,
  lineKinds,
  plannedAmount,
  unitsOf,
} from './plan.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** A line to be planned. */
export class NewBudgetLineDto {
  /** Fixed for the life of the line. */
  @IsIn(lineKinds)
  @ApiProperty({ enum: lineKinds, enumName: 'LineKind' })
  kind: LineKind;

  /** @example "catering" */
  @IsString()
  @Length(1, 100)
  category: string;

  /** @example "Coffee and pastry" */
  @IsString()
  @Length(1, 200)
  label: string;

  /** `fixed` (a new line that does not say) whoever comes, or `driver`: grows with a head count of the plan. */
  @MayBeLeftOut()
  @IsIn(lineBases)
  @ApiProperty({ enum: lineBases, enumName: 'LineBasis', required: false })
  basis?: LineBasis;

  /** What a driver line grows with. */
  @MayBeLeftOut()
  @IsIn(drivers)
  @ApiProperty({ enum: drivers, enumName: 'BudgetDriver', required: false, example: 'attendee' })
  driver?: Driver;

  /** How many of the driver one unit serves, a started group counting as a whole one: 50 for a bus of fifty seats; 1 at first. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(100_000)
  @ApiProperty({ type: 'integer', required: false, example: 1 })
  per?: number;

  /** Units, 1 at first; on a driver line units for each group of `per`. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  @ApiProperty({ type: 'integer', required: false, example: 2 })
  quantity?: number;

  /** Price of one unit, not negative, in the currency of the budget. */
  @IsMoney()
  unitAmount: MoneyDto;

  /** How firm the price is; `placeholder` at first. */
  @MayBeLeftOut()
  @IsIn(quoteStates)
  @ApiProperty({ enum: quoteStates, enumName: 'QuoteState', required: false })
  quoteState?: QuoteState;

  /** The member of the team who looks after it. */
  @MayBeLeftOut()
  @PublicId('mem', { required: false })
  ownerId?: string;
}

/** What may be changed of a line; what is left out stays. */
export class ChangeBudgetLineDto extends PartialType(OmitType(NewBudgetLineDto, ['kind', 'ownerId']), {
  skipNullProperties: false,
}) {
  /** Null: nobody any more. */
  @IsOptional()
  @PublicId('mem', { required: false, nullable: true })
  ownerId?: string | null;
}

/** A line as one revision plans it. */
export class BudgetLineDto {
  @IdOf('bln')
  id: string;

  @ApiProperty({ enum: lineKinds, enumName: 'LineKind' })
  kind: LineKind;

  /** @example "catering" */
  category: string;

  /** @example "Coffee and pastry" */
  label: string;

  @ApiProperty({ enum: lineBases, enumName: 'LineBasis' })
  basis: LineBasis;

  @ApiProperty({ enum: drivers, enumName: 'BudgetDriver', nullable: true })
  driver: Driver | null;

  @ApiProperty({ type: 'integer', example: 1 })
  per: number;

  @ApiProperty({ type: 'integer', example: 2 })
  quantity: number;

  unitAmount: MoneyDto;

  /** Units that the plan needs: `quantity`, on a driver line ceil(head count / per) × quantity. */
  @ApiProperty({ type: 'integer', example: 160 })
  units: number;

  /** Units × unit price. */
  planned: MoneyDto;

  @ApiProperty({ enum: quoteStates, enumName: 'QuoteState' })
  quoteState: QuoteState;

  @IdOf('mem', { nullable: true })
  ownerId: string | null;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(line: Line, heads: Headcounts, currency: string): BudgetLineDto {
    return {
      id: toPublicId('bln', line.id),
      kind: line.kind,
      category: line.category,
      label: line.label,
      basis: line.basis,
      driver: line.driver,
      per: line.per,
      quantity: line.quantity,
      unitAmount: { amount: line.unitAmount, currency },
      units: unitsOf(line, heads),
      planned: { amount: plannedAmount(line, heads), currency },
      quoteState: line.quoteState,
      ownerId: line.ownerId && toPublicId('mem', line.ownerId),
      version: line.version,
    };
  }
}
