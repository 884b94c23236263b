import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsIn, IsInt, IsString, Length, Max, Min, ValidateNested } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { IsCurrencyCode, MoneyDto } from '../../platform/http/shapes.dto.js';
import { BudgetLineDto } from './budget-line.dto.js';
import type { Budget, Revision, StepTaken } from './budget.queries.js';
import type { Line } from './budget-lines.queries.js';
import { type Headcounts, type PlanTotals, headcountLimit, planTotals } from './plan.rules.js';
import { type RevisionState, revisionStates } from './revision.rules.js';
import { type SpendingPolicy, spendingPolicies } from './spending.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const policyDescription =
  'What happens to an entry that takes a line past its plan: nothing, a warning in the answer, or a refusal';

/** How many of each driver the plan expects. */
export class HeadcountsDto {
  /** People who register. */
  @IsInt()
  @Min(0)
  @Max(headcountLimit)
  @ApiProperty({ type: 'integer', example: 120 })
  registrations: number;

  /** People who come: the expected show-up, not the registrations. */
  @IsInt()
  @Min(0)
  @Max(headcountLimit)
  @ApiProperty({ type: 'integer', example: 80 })
  attendees: number;

  @IsInt()
  @Min(0)
  @Max(headcountLimit)
  @ApiProperty({ type: 'integer', example: 6 })
  speakers: number;

  @IsInt()
  @Min(0)
  @Max(headcountLimit)
  @ApiProperty({ type: 'integer', example: 10 })
  volunteers: number;

  /** Days that the event lasts. */
  @IsInt()
  @Min(0)
  @Max(headcountLimit)
  @ApiProperty({ type: 'integer', example: 1 })
  days: number;

  static of(heads: Headcounts): HeadcountsDto {
    return {
      registrations: heads.registrations,
      attendees: heads.attendees,
      speakers: heads.speakers,
      volunteers: heads.volunteers,
      days: heads.days,
    };
  }
}

/** The budget of an event, to begin with. */
export class NewBudgetDto {
  /** Currency of every amount; fixed as soon as a plan is approved or an entry is made. */
  @IsCurrencyCode()
  currency: string;

  @IsDefined()
  @ValidateNested()
  @Type(() => HeadcountsDto)
  headcounts: HeadcountsDto;

  @MayBeLeftOut()
  @IsIn(spendingPolicies)
  @ApiProperty({
    enum: spendingPolicies,
    enumName: 'SpendingPolicy',
    default: 'warn',
    required: false,
    description: policyDescription,
  })
  policy: SpendingPolicy = 'warn';
}

/** What may be changed of a budget; what is left out stays. */
export class ChangeBudgetDto {
  /** Amounts keep their number of minor units; nothing is converted. */
  @MayBeLeftOut()
  @IsCurrencyCode()
  @ApiProperty({ required: false })
  currency?: string;

  /** The head counts of the revision that is being written; planned amounts follow. */
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => HeadcountsDto)
  headcounts?: HeadcountsDto;

  @MayBeLeftOut()
  @IsIn(spendingPolicies)
  @ApiProperty({ enum: spendingPolicies, enumName: 'SpendingPolicy', required: false, description: policyDescription })
  policy?: SpendingPolicy;
}

/** A rejection says why. */
export class RejectBudgetDto {
  /**
   * What has to change.
   * @example "The hall costs twice what we paid last year; get a second quote"
   */
  @IsString()
  @Length(1, 2000)
  reason: string;
}

/** Sums of the planned amounts. */
export class PlanTotalsDto {
  expense: MoneyDto;

  income: MoneyDto;

  /** Income − expense. */
  result: MoneyDto;

  static of(totals: PlanTotals, currency: string): PlanTotalsDto {
    return {
      expense: { amount: totals.expense, currency },
      income: { amount: totals.income, currency },
      result: { amount: totals.result, currency },
    };
  }
}

/** Somebody submitted, approved, rejected or revised. */
export class BudgetStepDto {
  @ApiProperty({ enum: ['submission', 'approval', 'rejection', 'revision'] })
  step: string;

  /** @example "Boris Ivanov" */
  by: string;

  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'Get a second quote for the hall' })
  reason: string | null;

  static of(step: StepTaken): BudgetStepDto {
    return { step: step.step, by: step.by, at: step.at.toISOString(), reason: step.reason };
  }
}

/** One revision of the plan. */
export class BudgetRevisionDto {
  /** Counted from 1. */
  @ApiProperty({ type: 'integer', example: 1 })
  revision: number;

  /** `approved` is the plan in force; `revised` was it until a later revision was approved. */
  @ApiProperty({ enum: revisionStates, enumName: 'BudgetState' })
  state: RevisionState;

  headcounts: HeadcountsDto;

  lines: BudgetLineDto[];

  totals: PlanTotalsDto;

  /** What was done with this revision, oldest first. */
  steps: BudgetStepDto[];

  static of(
    revision: Revision,
    lines: readonly Line[],
    steps: readonly StepTaken[],
    currency: string,
  ): BudgetRevisionDto {
    return {
      revision: revision.number,
      state: revision.state,
      headcounts: HeadcountsDto.of(revision),
      lines: lines.map((line) => BudgetLineDto.of(line, revision, currency)),
      totals: PlanTotalsDto.of(planTotals(lines, revision), currency),
      steps: steps.map((step) => BudgetStepDto.of(step)),
    };
  }
}

/** An event's budget, with its latest revision: the one in work, or else the plan. */
export class BudgetDto extends BudgetRevisionDto {
  @IdOf('bud')
  id: string;

  @IdOf('evt')
  eventId: string;

  @ApiProperty({ example: 'RUB' })
  currency: string;

  @ApiProperty({ enum: spendingPolicies, enumName: 'SpendingPolicy', description: policyDescription })
  policy: SpendingPolicy;

  /** The number of the revision that is the plan in force; null while none is approved. */
  @ApiProperty({ type: 'integer', nullable: true, example: 1 })
  approvedRevision: number | null;

  /** Rises with every change of the budget, its lines and its state. */
  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static ofBudget(budget: Budget, approvedRevision: number | null, latest: BudgetRevisionDto): BudgetDto {
    return {
      id: toPublicId('bud', budget.id),
      eventId: toPublicId('evt', budget.eventId),
      currency: budget.currency,
      policy: budget.policy,
      approvedRevision,
      ...latest,
      version: budget.version,
    };
  }
}
