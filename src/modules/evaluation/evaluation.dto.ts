import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { LocalizedTextDto, MoneyDto } from '../../platform/http/shapes.dto.js';
import type { BudgetOutcome, GoalOutcome, Judgement, Outcome } from './evaluation.rules.js';
import { definitionOf, explanationOf, figureOf, leadOf, titleOf } from './explanations.js';
import type { MoneyFacts } from './facts.js';
import { type FunnelStep, type Step, funnelSteps } from './funnel.rules.js';
import { type Basis, type Gap, type Reading, type Unit, bases, gaps, units } from './readings.rules.js';
import { type Comparator, type Verdict, comparators, verdicts } from './verdict.rules.js';

/** Bounds of a two-sided 95 % interval. */
export class IntervalDto {
  /** @example 34.8 */
  low: number;

  /** @example 64.2 */
  high: number;
}

/** A value, what it can be trusted to, and where it comes from. */
export class ReadingDto {
  /** Null where it cannot be read; `gap` says why. */
  @ApiProperty({ type: 'number', nullable: true, example: 51.2 })
  value: number | null;

  /** Of the value: `share` runs from 0 to 1, `points` from −100 to 100, `rating` from 1 to 5, `money` is in minor units. */
  @ApiProperty({ enum: units, enumName: 'ReadingUnit', example: 'points' })
  unit: Unit;

  @ApiProperty({ type: 'string', nullable: true, example: null })
  currency: string | null;

  /** `exact`: counted in full. `sampled`: estimated from some answers. `forecast`: money that is not all booked yet. */
  @ApiProperty({ enum: bases, enumName: 'ReadingBasis', example: 'sampled' })
  basis: Basis;

  /** For a sampled value. */
  @ApiProperty({ type: IntervalDto, nullable: true })
  interval: IntervalDto | null;

  /** Answers that a sampled value rests on. */
  @ApiProperty({ type: 'integer', nullable: true, example: 41 })
  n: number | null;

  /** How many people it speaks about. */
  @ApiProperty({ type: 'integer', nullable: true, example: 70 })
  population: number | null;

  /** What was counted. */
  @ApiProperty({ type: [String], example: ['survey-answers'] })
  sources: string[];

  /** Why there is no value. */
  @ApiProperty({ enum: gaps, enumName: 'ReadingGap', nullable: true, example: null })
  gap: Gap | null;

  /** The value as it is written in each language. */
  @ApiProperty({ type: LocalizedTextDto, nullable: true, example: { en: '51.2', ru: '51,2' } })
  shown: LocalizedText | null;

  static of(reading: Reading): ReadingDto {
    return {
      value: reading.value,
      unit: reading.unit,
      currency: reading.currency,
      basis: reading.basis,
      interval: reading.interval && { low: reading.interval.low, high: reading.interval.high },
      n: reading.n,
      population: reading.population,
      sources: reading.sources,
      gap: reading.gap,
      shown: figureOf(reading.value, reading),
    };
  }
}

/** A step of the way from those who were meant to those who answered. */
export class FunnelStepDto {
  @ApiProperty({ enum: funnelSteps, enumName: 'FunnelStep', example: 'came' })
  step: FunnelStep;

  /** What is counted. */
  @ApiProperty({
    type: LocalizedTextDto,
    example: { en: 'People admitted at the door', ru: 'Люди, прошедшие на входе' },
  })
  definition: LocalizedText;

  /** Null where the event did not take this step. */
  @ApiProperty({ type: 'integer', nullable: true, example: 70 })
  count: number | null;

  /** Of the step before that was taken; may pass 1, since people also come by themselves. */
  @ApiProperty({ type: 'number', nullable: true, example: 0.7 })
  shareOfPrevious: number | null;

  /** Of the first step that was taken. */
  @ApiProperty({ type: 'number', nullable: true, example: 0.1627906976744186 })
  shareOfFirst: number | null;

  static of(step: Step): FunnelStepDto {
    return {
      step: step.step,
      definition: definitionOf(step.step),
      count: step.count,
      shareOfPrevious: step.shareOfPrevious,
      shareOfFirst: step.shareOfFirst,
    };
  }
}

/** Expense, income, and what was left to be paid. */
export class BudgetSideDto {
  expense: MoneyDto;

  income: MoneyDto;

  /** Expense − income. */
  net: MoneyDto;
}

/** What the event cost. */
export class BudgetOutcomeDto {
  /** By the approved plan, or by the one in work while none is approved. */
  planned: BudgetSideDto;

  /** Booked. */
  actual: BudgetSideDto;

  /** Booked, promised, and still planned. */
  forecast: BudgetSideDto;

  /** Whether `actual` is the result: something is booked and nothing promised is still to be paid. Else `forecast` counts. */
  settled: boolean;

  /** Net cost by person who came, of the amounts that count. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  netCostPerAttendee: MoneyDto | null;

  static of(budget: BudgetOutcome): BudgetOutcomeDto {
    const money = (amount: number) => ({ amount, currency: budget.currency });
    const side = ({ expense, income, net }: MoneyFacts & { net: number }) => ({
      expense: money(expense),
      income: money(income),
      net: money(net),
    });
    return {
      planned: side(budget.planned),
      actual: side(budget.actual),
      forecast: side(budget.forecast),
      settled: budget.settled,
      netCostPerAttendee: budget.netCostPerAttendee === null ? null : money(budget.netCostPerAttendee),
    };
  }
}

/** What a goal was changed to after publication, and what would become of it then. */
export class MovedGoalDto {
  @ApiProperty({ enum: comparators, enumName: 'Comparator' })
  comparator: Comparator;

  /** @example 60 */
  target: number;

  @ApiProperty({ enum: verdicts, enumName: 'Verdict' })
  verdict: Verdict;

  static of({ goal, movedJudgement }: GoalOutcome): MovedGoalDto | null {
    if (!goal.movedTo || !movedJudgement) return null;
    return { comparator: goal.movedTo.comparator, target: goal.movedTo.target, verdict: movedJudgement.verdict };
  }
}

/** What became of a goal, on the terms that were frozen at publication. */
export class GoalVerdictDto {
  @IdOf('goa')
  goalId: string;

  @ApiProperty({ type: LocalizedTextDto })
  title: LocalizedText;

  /** @example "nps" */
  metric: string;

  @ApiProperty({ enum: comparators, enumName: 'Comparator', example: '>=' })
  comparator: Comparator;

  /** @example 30 */
  target: number;

  @ApiProperty({ type: 'string', nullable: true, example: null })
  currency: string | null;

  /** For `survey-question`. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  surveyQuestionKey: string | null;

  /** Answers that a sampled reading needs. */
  @ApiProperty({ type: 'integer', example: 20 })
  minimumSample: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  readAt: string;

  /** `met` or `missed`: an exact value decides, or the whole interval does. `inconclusive`: the interval holds both. `unmeasurable`: no value, or too few answers. */
  @ApiProperty({ enum: verdicts, enumName: 'Verdict', example: 'met' })
  verdict: Verdict;

  /** The read date has not come: the verdict says how things stand and may still turn. */
  preliminary: boolean;

  reading: ReadingDto;

  /** Where the goal was changed after publication. */
  @ApiProperty({ type: MovedGoalDto, nullable: true })
  moved: MovedGoalDto | null;

  /** Why, in one sentence. */
  @ApiProperty({ type: LocalizedTextDto })
  explanation: LocalizedText;

  static of(outcome: GoalOutcome, timeZone: string): GoalVerdictDto {
    const { goal, judgement }: { goal: GoalOutcome['goal']; judgement: Judgement } = outcome;
    return {
      goalId: toPublicId('goa', goal.id),
      title: titleOf(goal),
      metric: goal.terms.metric,
      comparator: goal.terms.comparator,
      target: goal.terms.target,
      currency: goal.terms.currency,
      surveyQuestionKey: goal.terms.surveyQuestionKey,
      minimumSample: goal.terms.minimumSample,
      readAt: goal.terms.readAt,
      verdict: judgement.verdict,
      preliminary: judgement.preliminary,
      reading: ReadingDto.of(judgement.reading),
      moved: MovedGoalDto.of(outcome),
      explanation: explanationOf(outcome, timeZone),
    };
  }
}

/** What became of an event. */
export class EvaluationDto {
  @IdOf('evt')
  eventId: string;

  /** When the numbers were read. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  readAt: string;

  /** How the goals stand together. */
  @ApiProperty({
    type: LocalizedTextDto,
    example: { en: '4 goals: 3 met, 1 inconclusive.', ru: '4 цели: достигнуто 3, неясно 1.' },
  })
  lead: LocalizedText;

  goals: GoalVerdictDto[];

  funnel: FunnelStepDto[];

  /** came / registered: exact, as everybody at the door was counted. */
  showUpRate: ReadingDto;

  /** answered / asked. */
  responseRate: ReadingDto;

  /** Of the last survey with such a question: promoters − detractors (adjusted Wald interval, Rocks 2016, for a finite population). */
  nps: ReadingDto;

  /** How often each point from 0 to 10 was given; null where the score is not shown. */
  @ApiProperty({
    type: 'array',
    items: { type: 'integer' },
    nullable: true,
    example: [0, 0, 0, 1, 0, 5, 0, 0, 8, 12, 15],
  })
  npsDistribution: number[] | null;

  /** Share of 4 and 5 (Wilson's interval, for a finite population). */
  csat: ReadingDto;

  /** Null where there is no budget. */
  @ApiProperty({ type: BudgetOutcomeDto, nullable: true })
  budget: BudgetOutcomeDto | null;

  static of(eventId: string, outcome: Outcome): EvaluationDto {
    return {
      eventId: toPublicId('evt', eventId),
      readAt: outcome.readAt,
      lead: leadOf(outcome.goals),
      goals: outcome.goals.map((goal) => GoalVerdictDto.of(goal, outcome.event.timeZone)),
      funnel: outcome.funnel.map(FunnelStepDto.of),
      showUpRate: ReadingDto.of(outcome.showUpRate),
      responseRate: ReadingDto.of(outcome.responseRate),
      nps: ReadingDto.of(outcome.nps),
      npsDistribution: outcome.npsDistribution,
      csat: ReadingDto.of(outcome.csat),
      budget: outcome.budget && BudgetOutcomeDto.of(outcome.budget),
    };
  }
}
