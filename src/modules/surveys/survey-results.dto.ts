import { ApiProperty, OmitType } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import type { Estimate } from '../../kernel/statistics.js';
import { IdOf } from '../../platform/http/id-param.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import { type QuestionKind, questionKinds } from './questions.rules.js';
import type { OptionResult, QuestionResult } from './results.rules.js';
import type { SurveyState } from './survey.queries.js';

/** A value with its two-sided 95 % interval. */
export class EstimateDto {
  /** @example 30 */
  value: number;

  /** Lower bound. @example 11.9 */
  low: number;

  /** Upper bound. @example 46.3 */
  high: number;

  /** Answers it rests on. */
  @ApiProperty({ type: 'integer', example: 40 })
  n: number;

  static of(estimate: Estimate): EstimateDto {
    return { value: estimate.value, low: estimate.interval.low, high: estimate.interval.high, n: estimate.n };
  }

  static orNull(estimate: Estimate | null): EstimateDto | null {
    return estimate && EstimateDto.of(estimate);
  }
}

export class OptionResultDto {
  /**
   * A point of the scale, or the key of a choice.
   * @example "9"
   */
  option: string;

  @ApiProperty({ type: 'integer', example: 7 })
  count: number;

  /** Share of those who answered the question, 0 to 1 (Wilson's interval). */
  share: EstimateDto;

  static of(result: OptionResult): OptionResultDto {
    return { option: result.option, count: result.count, share: EstimateDto.of(result.share) };
  }
}

export class QuestionResultDto {
  /** @example "nps" */
  key: string;

  @ApiProperty({ enum: questionKinds, enumName: 'SurveyQuestionKind' })
  kind: QuestionKind;

  /** Answers to this question; null under five. Texts have a list of their own. */
  @ApiProperty({ type: 'integer', nullable: true, example: 40 })
  n: number | null;

  /** How often each point or choice was taken; empty for texts and under five answers. */
  distribution: OptionResultDto[];

  /** For `nps`: promoters − detractors in points, −100 to 100 (adjusted Wald interval, Rocks 2016). */
  @ApiProperty({ type: EstimateDto, nullable: true })
  nps: EstimateDto | null;

  /** For `rating`: share of 4 and 5, 0 to 1 (Wilson's interval). */
  @ApiProperty({ type: EstimateDto, nullable: true })
  csat: EstimateDto | null;

  /** For `nps` and `rating` (Student's t interval). */
  @ApiProperty({ type: EstimateDto, nullable: true })
  mean: EstimateDto | null;

  static of(question: { key: string; kind: QuestionKind }, result: QuestionResult | null): QuestionResultDto {
    return {
      key: question.key,
      kind: question.kind,
      n: result?.n ?? null,
      distribution: (result?.distribution ?? []).map(OptionResultDto.of),
      nps: EstimateDto.orNull(result?.nps ?? null),
      csat: EstimateDto.orNull(result?.csat ?? null),
      mean: EstimateDto.orNull(result?.mean ?? null),
    };
  }
}

/** What a survey says so far. Answers are shown in steps of five or more, so the newest ones are not in it yet. */
export class SurveyResultsDto {
  @IdOf('svy')
  surveyId: string;

  @ApiProperty({ enum: ['draft', 'open', 'closed'], enumName: 'SurveyState' })
  state: SurveyState;

  /** People who got a link. */
  @ApiProperty({ type: 'integer', example: 70 })
  asked: number;

  /** People who answered. */
  @ApiProperty({ type: 'integer', example: 43 })
  answered: number;

  /** Answers that the results below rest on: all of them once the survey is closed. */
  @ApiProperty({ type: 'integer', example: 40 })
  shown: number;

  /** answered / asked, 0 to 1: what a like survey may expect (Wilson's interval). Null before opening. */
  @ApiProperty({ type: EstimateDto, nullable: true })
  responseRate: EstimateDto | null;

  /** Null while fewer than five answers may be shown. */
  @ApiProperty({ type: [QuestionResultDto], nullable: true })
  questions: QuestionResultDto[] | null;

  static of(results: SurveyResults): SurveyResultsDto {
    return {
      surveyId: toPublicId('svy', results.surveyId),
      state: results.state,
      asked: results.asked,
      answered: results.answered,
      shown: results.shown,
      responseRate: EstimateDto.orNull(results.responseRate),
      questions: results.questions?.map(({ question, result }) => QuestionResultDto.of(question, result)) ?? null,
    };
  }
}

/** What `SurveyResultsService` finds out. */
export interface SurveyResults {
  surveyId: string;
  state: SurveyState;
  asked: number;
  answered: number;
  shown: number;
  responseRate: Estimate | null;
  questions: { question: { key: string; kind: QuestionKind }; result: QuestionResult | null }[] | null;
}

/** How the texts are read: from a cursor, a page at a time. They have no time to be read by. */
export class TextsQuery extends OmitType(PageQuery, ['updatedSince'] as const) {}

/** Words that were given as an answer, and how often the very same words were. */
export class GivenTextDto {
  /** @example "The hall was hard to find from the metro" */
  text: string;

  @ApiProperty({ type: 'integer', example: 1 })
  times: number;
}
