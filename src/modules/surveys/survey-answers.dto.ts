import { ApiProperty } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { type Locale, inLocale, locales } from '../../kernel/text.js';
import { type Question, type QuestionKind, questionKinds, scales } from './questions.rules.js';
import { SurveyConditionDto } from './survey.dto.js';
import type { SurveyForm } from './survey-answers.service.js';

/** Answers by question key. */
export class SurveyAnswersDto {
  /** A number for a scale, a key or a list of keys for choices, a text of at most 4000 characters. */
  @IsObject()
  @ApiProperty({
    type: 'object',
    additionalProperties: {
      oneOf: [{ type: 'integer' }, { type: 'string' }, { type: 'array', items: { type: 'string' } }],
    },
    example: { nps: 9, csat: 5, topics: ['sql', 'queues'], more: 'Longer breaks, please' },
  })
  answers: Record<string, unknown>;
}

/** The link has been used. */
export class SurveyAnsweredDto {
  @ApiProperty({ enum: ['answered'] })
  state: 'answered';
}

export class OfferedChoiceDto {
  /** @example "sql" */
  key: string;

  /** @example "Query plans" */
  text: string;
}

/** The ends of a scale. */
export class ScaleDto {
  @ApiProperty({ type: 'integer', example: 0 })
  least: number;

  @ApiProperty({ type: 'integer', example: 10 })
  most: number;
}

/** A question in the language of the person. */
export class AskedQuestionDto {
  /** @example "nps" */
  key: string;

  @ApiProperty({ enum: questionKinds, enumName: 'SurveyQuestionKind' })
  kind: QuestionKind;

  /** @example "How likely are you to recommend this evening to a friend?" */
  text: string;

  required: boolean;

  /** For `nps` and `rating`. */
  @ApiProperty({ type: ScaleDto, nullable: true })
  scale: ScaleDto | null;

  choices: OfferedChoiceDto[];

  /** Ask the question only if this holds. */
  @ApiProperty({ type: SurveyConditionDto, nullable: true })
  condition: SurveyConditionDto | null;

  static of(question: Question, locale: Locale): AskedQuestionDto {
    const [least, most] = scales[question.kind] ?? [null, null];
    return {
      key: question.key,
      kind: question.kind,
      text: inLocale(question.text, locale),
      required: question.required,
      scale: least === null ? null : { least, most },
      choices: question.choices.map((choice) => ({ key: choice.key, text: inLocale(choice.text, locale) })),
      condition: question.condition,
    };
  }
}

/** A survey as the person with the link sees it. */
export class SurveyFormDto {
  /** Only an `open` one takes answers: `answered` says that the link has been used, `closed` that it is too late. */
  @ApiProperty({ enum: ['open', 'answered', 'closed'] })
  state: 'open' | 'answered' | 'closed';

  /** The language of the texts: by Accept-Language. */
  @ApiProperty({ enum: locales })
  locale: Locale;

  /** @example "How was it?" */
  title: string;

  /** @example "Two minutes, anonymous." */
  @ApiProperty({ type: 'string', nullable: true })
  introduction: string | null;

  questions: AskedQuestionDto[];

  static of(form: SurveyForm, locale: Locale): SurveyFormDto {
    return {
      state: form.state,
      locale,
      title: inLocale(form.title, locale),
      introduction: form.introduction && inLocale(form.introduction, locale),
      questions: form.questions.map((question) => AskedQuestionDto.of(question, locale)),
    };
  }
}
