import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { MoneyDto } from '../../platform/http/shapes.dto.js';
import type { BreakEven, NoBreakEven, Standing } from './break-even.rules.js';
import { HeadcountsDto } from './budget.dto.js';
import { type LineKind, headcountLimit, lineKinds } from './plan.rules.js';
import { type RevisionState, revisionStates } from './revision.rules.js';
import { type BudgetSummary, type Figures, type SummaryLine, perHead } from './summary.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** How far to look for the break-even. */
export class SummaryQuery {
  /** Head counts from 0 to this one are looked at; without it to ten times the plan, at least to 1,000. */
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(headcountLimit)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: headcountLimit, required: false, example: 500 })
  bound?: number;
}

/** Planned, committed, spent, to be expected. */
export class FiguresDto {
  /** By the plan in force, or by the revision in work while none is approved. */
  planned: MoneyDto;

  /** Open: Σ max(0, commitment − actuals drawn on it). */
  committed: MoneyDto;

  /** Paid or received. */
  actual: MoneyDto;

  /** actual + committed + max(0, planned − actual − committed), line by line. */
  forecast: MoneyDto;

  /** actual − planned. */
  variance: MoneyDto;
}

/** Why an actual amount is not the planned one. */
export class VarianceSplitDto {
  /** (actual price − planned price) × actual units. */
  price: MoneyDto;

  /** (actual units − planned units) × planned price. */
  volume: MoneyDto;
}

/** The figures of one line. */
export class LineSummaryDto extends FiguresDto {
  @IdOf('bln')
  lineId: string;

  @ApiProperty({ enum: lineKinds, enumName: 'LineKind' })
  kind: LineKind;

  /** @example "catering" */
  category: string;

  /** @example "Coffee and pastry" */
  label: string;

  /** For driver lines of which every actual says its units; the two parts sum to the variance. */
  @ApiProperty({ type: VarianceSplitDto, nullable: true })
  split: VarianceSplitDto | null;

  static ofLine(line: SummaryLine, currency: string): LineSummaryDto {
    return {
      lineId: toPublicId('bln', line.lineId),
      kind: line.kind,
      category: line.category,
      label: line.label,
      ...figures(line, currency),
      split: line.split && {
        price: { amount: line.split.price, currency },
        volume: { amount: line.split.volume, currency },
      },
    };
  }
}

/** Income − expense. */
export class BudgetResultDto {
  planned: MoneyDto;

  actual: MoneyDto;

  forecast: MoneyDto;
}

/** The result with this many attendees. */
export class BreakEvenPointDto {
  @ApiProperty({ type: 'integer', example: 64 })
  attendees: number;

  result: MoneyDto;
}

/** From how many attendees on the plan pays for itself. */
export class BreakEvenDto {
  /** Head counts from 0 to this one were looked at. */
  @ApiProperty({ type: 'integer', example: 1000 })
  bound: number;

  /** Every head count at which the result turns from a loss to zero or more. */
  thresholds: BreakEvenPointDto[];

  /** Every head count at which it turns back into a loss, as with a second bus. */
  dips: BreakEvenPointDto[];

  /** What has to be raised besides, where there is no threshold: the shortfall of the best result seen. */
  gap: MoneyDto;

  /** Why there is no threshold: no line brings income, more attendees do not help, or the bound is too low. */
  @ApiProperty({ enum: ['no-income', 'no-margin', 'beyond-bound'], nullable: true })
  reason: NoBreakEven | null;

  static of(found: BreakEven, currency: string): BreakEvenDto {
    const point = ({ attendees, result }: Standing) => ({ attendees, result: { amount: result, currency } });
    return {
      bound: found.bound,
      thresholds: found.thresholds.map(point),
      dips: found.dips.map(point),
      gap: { amount: found.gap, currency },
      reason: found.reason,
    };
  }
}

/** Planned cost for each planned attendee, rounded to the nearest minor unit. */
export class CostPerAttendeeDto {
  /** Expense alone. */
  gross: MoneyDto;

  /** Expense less income. */
  net: MoneyDto;
}

/** What the budget comes to. */
export class BudgetSummaryDto {
  /** @example "RUB" */
  currency: string;

  /** The revision that `planned` speaks of. */
  @ApiProperty({ type: 'integer', example: 1 })
  revision: number;

  /** Anything but `approved` means that no plan is in force yet. */
  @ApiProperty({ enum: revisionStates, enumName: 'BudgetState' })
  state: RevisionState;

  headcounts: HeadcountsDto;

  lines: LineSummaryDto[];

  expense: FiguresDto;

  income: FiguresDto;

  result: BudgetResultDto;

  breakEven: BreakEvenDto;

  /** Null where nobody is expected. */
  @ApiProperty({ type: CostPerAttendeeDto, nullable: true })
  costPerAttendee: CostPerAttendeeDto | null;

  static of(summary: BudgetSummary, found: BreakEven): BudgetSummaryDto {
    const { currency, result } = summary;
    return {
      currency,
      revision: summary.revision,
      state: summary.state,
      headcounts: HeadcountsDto.of(summary.headcounts),
      lines: summary.lines.map((line) => LineSummaryDto.ofLine(line, currency)),
      expense: figures(summary.expense, currency),
      income: figures(summary.income, currency),
      result: {
        planned: { amount: result.planned, currency },
        actual: { amount: result.actual, currency },
        forecast: { amount: result.forecast, currency },
      },
      breakEven: BreakEvenDto.of(found, currency),
      costPerAttendee: costPerAttendee(summary),
    };
  }
}

const figures = (of: Figures, currency: string) => ({
  planned: { amount: of.planned, currency },
  committed: { amount: of.committed, currency },
  actual: { amount: of.actual, currency },
  forecast: { amount: of.forecast, currency },
  variance: { amount: of.variance, currency },
});

function costPerAttendee({ currency, headcounts, expense, result }: BudgetSummary): CostPerAttendeeDto | null {
  const gross = perHead(expense.planned, headcounts.attendees);
  const net = perHead(-result.planned, headcounts.attendees);
  return gross === null || net === null ? null : { gross: { amount: gross, currency }, net: { amount: net, currency } };
}
