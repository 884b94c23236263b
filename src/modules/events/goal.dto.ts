import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsNumber, IsString, Length, Max, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { IsCurrencyCode, IsLocalized, LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import type { Goal } from './goal.entity.js';
import { type Comparator, type Metric, comparators, metrics, wasMoved } from './goal.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** A goal: what is measured, against what, by when. */
export class NewGoalDto {
  @IsIn(metrics)
  @ApiProperty({ enum: metrics, enumName: 'Metric', example: 'show-up-rate' })
  metric: Metric;

  @IsIn(comparators)
  @ApiProperty({ enum: comparators, enumName: 'Comparator', example: '>=' })
  comparator: Comparator;

  /** Counts as they are, rates and CSAT as a share from 0 to 1, NPS from -100 to 100, money in minor units. */
  @IsNumber({ maxDecimalPlaces: 6, allowInfinity: false, allowNaN: false })
  @Min(-9_000_000_000_000)
  @Max(9_000_000_000_000)
  @ApiProperty({ example: 0.6 })
  target: number;

  /** For goals about money. */
  @MayBeLeftOut()
  @IsCurrencyCode()
  @ApiProperty({ required: false, example: 'RUB' })
  currency?: string;

  /** The `key` of the survey question, for `survey-question`. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 60)
  surveyQuestionKey?: string;

  @MayBeLeftOut()
  @IsLocalized()
  title?: LocalizedTextDto;

  /** Who answers for it. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  @ApiProperty({ required: false, example: 'Анна Петрова' })
  owner?: string;

  /** Fewer answers than this make the goal unmeasurable. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  @ApiProperty({ type: 'integer', required: false, default: 1 })
  minimumSample?: number;

  /** When the goal is read; the end of the event where it is left out. */
  @MayBeLeftOut()
  @Type(() => Date)
  @IsDate()
  @ApiProperty({ type: 'string', format: 'date-time', required: false })
  readAt?: Date;

  /** The value of a `manual` goal, entered by its owner. */
  @MayBeLeftOut()
  @IsNumber({ maxDecimalPlaces: 6, allowInfinity: false, allowNaN: false })
  manualValue?: number;
}

/** What may be changed of a goal; what is left out stays. After publication the change is kept and shown as moved. */
export class ChangeGoalDto extends PartialType(NewGoalDto, { skipNullProperties: false }) {}

/** A goal. */
export class GoalDto {
  @IdOf('goa')
  id: string;

  @ApiProperty({ enum: metrics, enumName: 'Metric' })
  metric: Metric;

  @ApiProperty({ enum: comparators, enumName: 'Comparator' })
  comparator: Comparator;

  @ApiProperty({ example: 0.6 })
  target: number;

  @ApiProperty({ type: String, nullable: true, example: null })
  currency: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  surveyQuestionKey: string | null;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  title: LocalizedText | null;

  @ApiProperty({ type: String, nullable: true })
  owner: string | null;

  @ApiProperty({ type: 'integer', example: 1 })
  minimumSample: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readAt: string | null;

  @ApiProperty({ type: Number, nullable: true, example: null })
  manualValue: number | null;

  /** Whether the goal was frozen by publication. */
  @ApiProperty({ example: true })
  frozen: boolean;

  /** Whether it was changed after that. */
  @ApiProperty({ example: false })
  moved: boolean;

  /** The target at publication; null in a draft. */
  @ApiProperty({ type: Number, nullable: true, example: 0.6 })
  baselineTarget: number | null;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(goal: Goal): GoalDto {
    return {
      id: toPublicId('goa', goal.id),
      metric: goal.metric,
      comparator: goal.comparator,
      target: goal.target,
      currency: goal.currency,
      surveyQuestionKey: goal.surveyQuestionKey,
      title: goal.title,
      owner: goal.owner,
      minimumSample: goal.minimumSample,
      readAt: goal.readAt?.toISOString() ?? null,
      manualValue: goal.manualValue,
      frozen: goal.baseline !== null,
      moved: wasMoved(goal, goal.baseline),
      baselineTarget: goal.baseline?.target ?? null,
      version: goal.version,
    };
  }
}
