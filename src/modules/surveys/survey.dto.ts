import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { IsLocalized, LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import { type Question, type QuestionKind, questionKinds } from './questions.rules.js';
import type { SurveyRow, SurveyState } from './survey.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const keyPattern = /^[a-z][a-z0-9-]{0,49}$/;

export class ChoiceDto {
  /**
   * What answers, results and goals call the choice. Lower-case letters, digits and hyphens.
   * @example "sql"
   */
  @Matches(keyPattern)
  key: string;

  @IsLocalized()
  text: LocalizedTextDto;
}

/** When a question is asked. One that is not asked needs no answer, and an answer to it is dropped. */
export class SurveyConditionDto {
  /**
   * Key of an earlier question.
   * @example "nps"
   */
  @Matches(keyPattern)
  question: string;

  /** Asked if one of these choices was taken. For an earlier question with choices. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @ApiProperty({ type: 'array', items: { type: 'string' }, required: false, nullable: true, example: null })
  anyOf?: string[] | null;

  /** Asked from this answer up. For an earlier question with a scale. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10)
  @ApiProperty({ type: 'integer', required: false, nullable: true, example: null })
  atLeast?: number | null;

  /** Asked up to this answer. For an earlier question with a scale. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10)
  @ApiProperty({ type: 'integer', required: false, nullable: true, example: 6 })
  atMost?: number | null;
}

export class SurveyQuestionDto {
  /**
   * What answers, results and goals call the question. Keep it from survey to survey, and results can be compared.
   * @example "nps"
   */
  @Matches(keyPattern)
  key: string;

  /** `nps`: 0–10, "would you recommend it?"; `rating`: 1–5, "how satisfied were you?"; the others as they say. */
  @IsIn(questionKinds)
  @ApiProperty({ enum: questionKinds, enumName: 'SurveyQuestionKind', example: 'nps' })
  kind: QuestionKind;

  @IsLocalized()
  text: LocalizedTextDto;

  /** Whether it must be answered where it is asked. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: 'boolean', required: false, default: false, example: true })
  required?: boolean;

  /** For the kinds with choices only. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => ChoiceDto)
  @ApiProperty({ type: [ChoiceDto], required: false, example: [] })
  choices?: ChoiceDto[];

  @IsOptional()
  @ValidateNested()
  @Type(() => SurveyConditionDto)
  @ApiProperty({ type: SurveyConditionDto, required: false, nullable: true, example: null })
  condition?: SurveyConditionDto | null;

  static of(question: Question): SurveyQuestionDto {
    return {
      key: question.key,
      kind: question.kind,
      text: question.text,
      required: question.required,
      choices: question.choices,
      condition: question.condition,
    };
  }
}

/** A survey as it is drawn up. Until it is opened, all of it may change. */
export class DraftSurveyDto {
  @IsLocalized()
  title: LocalizedTextDto;

  /** Shown above the questions. */
  @IsOptional()
  @IsLocalized()
  @ApiProperty({ type: LocalizedTextDto, required: false, nullable: true })
  introduction?: LocalizedTextDto | null;

  /** In the order in which they are asked. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(40)
  @ValidateNested({ each: true })
  @Type(() => SurveyQuestionDto)
  questions: SurveyQuestionDto[];
}

/** A survey after an event. */
export class SurveyDto {
  @IdOf('svy')
  id: string;

  @IdOf('evt')
  eventId: string;

  @ApiProperty({ type: LocalizedTextDto })
  title: LocalizedText;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  introduction: LocalizedText | null;

  /** Questions change in `draft` only; answers are taken in `open` only. */
  @ApiProperty({ enum: ['draft', 'open', 'closed'], enumName: 'SurveyState' })
  state: SurveyState;

  questions: SurveyQuestionDto[];

  /** How many people got a link of their own: those who had been admitted when the survey was opened. */
  @ApiProperty({ type: 'integer', example: 70 })
  asked: number;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  openedAt: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  closedAt: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  updatedAt: string;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(row: SurveyRow): SurveyDto {
    return {
      id: toPublicId('svy', row.id),
      eventId: toPublicId('evt', row.event_id),
      title: row.title,
      introduction: row.introduction,
      state: row.state,
      questions: row.questions.map(SurveyQuestionDto.of),
      asked: row.asked,
      openedAt: row.opened_at?.toISOString() ?? null,
      closedAt: row.closed_at?.toISOString() ?? null,
      createdAt: row.created_at.toISOString(),
      updatedAt: row.updated_at.toISOString(),
      version: row.version,
    };
  }
}
