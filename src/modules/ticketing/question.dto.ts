import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { IsLocalized, LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import type { AskedQuestion } from './questions.queries.js';
import {
  type Condition,
  type QuestionKind,
  type QuestionMoment,
  type QuestionOption,
  type QuestionScope,
  questionKinds,
  questionMoments,
  questionScopes,
} from './questions.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** More than anybody answers. */
export const mostQuestions = 100;

/** One of the answers that can be chosen. */
export class QuestionOptionDto {
  /**
   * What the answer holds.
   * @example "vegan"
   */
  @IsString()
  @Length(1, 100)
  value: string;

  /** What people see. */
  @IsLocalized()
  label: LocalizedTextDto;
}

/** The question is asked only of those who gave one of these answers to an earlier one. */
export class ConditionDto {
  /** @example "meal" */
  @IsString()
  @Length(1, 40)
  questionKey: string;

  /** Values of its options, or true and false. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @ApiProperty({ type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'boolean' }] }, example: ['other'] })
  anyOf: (string | boolean)[];
}

/** Something that is asked when people register. */
export class NewQuestionDto {
  /**
   * The name of the answer in every order. It stays for good.
   * @example "meal"
   */
  @Matches(/^[a-z][a-z0-9-]{0,39}$/)
  key: string;

  /** What an answer is: text up to 300 or 5,000 characters, one option, several options, yes or no, a number. */
  @IsIn(questionKinds)
  @ApiProperty({ enum: questionKinds, example: 'choice' })
  kind: QuestionKind;

  /** Asked once for the order or for each attendee. */
  @IsIn(questionScopes)
  @ApiProperty({ enum: questionScopes, example: 'attendee' })
  scope: QuestionScope;

  /** When people register, or at check-in, by the door; the door asks each attendee. */
  @MayBeLeftOut()
  @IsIn(questionMoments)
  @ApiProperty({ enum: questionMoments, enumName: 'QuestionMoment', default: 'registration', required: false })
  askedAt?: QuestionMoment;

  @IsLocalized()
  label: LocalizedTextDto;

  /** A required question of kind boolean must be answered with true: "I agree". */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: 'boolean', default: false, required: false })
  required?: boolean;

  /** Two or more for a choice, none otherwise. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => QuestionOptionDto)
  @ApiProperty({ type: [QuestionOptionDto], required: false })
  options?: QuestionOptionDto[];

  @IsOptional()
  @ValidateNested()
  @Type(() => ConditionDto)
  condition?: ConditionDto | null;
}

/** What may be changed of a question; what is left out stays. Its key, kind, scope and moment stay: answers exist in their form. */
export class ChangeQuestionDto extends PartialType(OmitType(NewQuestionDto, ['key', 'kind', 'scope', 'askedAt']), {
  skipNullProperties: false,
}) {
  /** Its place among the questions of the event, from 1. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(mostQuestions)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: mostQuestions, required: false })
  position?: number;
}

/** A question that is asked when people register. */
export class QuestionDto {
  @IdOf('qst')
  id: string;

  @IdOf('evt')
  eventId: string;

  /** @example "meal" */
  key: string;

  @ApiProperty({ enum: questionKinds, example: 'choice' })
  kind: QuestionKind;

  @ApiProperty({ enum: questionScopes, example: 'attendee' })
  scope: QuestionScope;

  @ApiProperty({ enum: questionMoments, enumName: 'QuestionMoment', example: 'registration' })
  askedAt: QuestionMoment;

  @ApiProperty({ type: LocalizedTextDto })
  label: LocalizedText;

  @ApiProperty({ example: true })
  required: boolean;

  @ApiProperty({ type: [QuestionOptionDto] })
  options: readonly QuestionOption[];

  @ApiProperty({ type: ConditionDto, nullable: true })
  condition: Condition | null;

  /** Its place among the questions of the event, from 1. */
  @ApiProperty({ type: 'integer', example: 1 })
  position: number;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(question: AskedQuestion): QuestionDto {
    return {
      id: toPublicId('qst', question.id),
      eventId: toPublicId('evt', question.eventId),
      key: question.key,
      kind: question.kind,
      scope: question.scope,
      askedAt: question.askedAt,
      label: question.label,
      required: question.required,
      options: question.options,
      condition: question.condition,
      position: question.position,
      version: question.version,
    };
  }
}
