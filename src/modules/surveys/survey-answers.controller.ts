import { Body, Controller, Get, Headers, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import { invalid } from '../../platform/http/http.problems.js';
import { wantedLocale } from '../../platform/http/problem.filter.js';
import { Refuses } from '../../platform/http/refuses.js';
import { SurveyAnsweredDto, SurveyAnswersDto, SurveyFormDto } from './survey-answers.dto.js';
import { SurveyAnswersService } from './survey-answers.service.js';
import {
  alreadyAnswered,
  answerInvalid,
  answerMissing,
  surveyHasClosed,
  surveyLinkUnknown,
} from './surveys.problems.js';

@ApiTags('Surveys')
@Controller('v1/public/surveys/:token')
export class SurveyAnswersController {
  constructor(private readonly answers: SurveyAnswersService) {}

  /** The survey behind a personal link, in the language of Accept-Language. */
  @Public()
  @Get()
  @ApiParam({ name: 'token', description: 'From the mail' })
  @ApiOkResponse({ type: SurveyFormDto })
  @Refuses(surveyLinkUnknown)
  async getSurveyForm(
    @Param('token') token: string,
    @Headers('accept-language') language?: string,
  ): Promise<SurveyFormDto> {
    return SurveyFormDto.of(await this.answers.form(token), wantedLocale(language));
  }

  /**
   * Answers a survey, anonymously and once.
   *
   * The link is used up with the answer, and nothing that is kept ties the two together. An Idempotency-Key is not looked
   * at: whoever repeats the request after a lost reply learns from `surveys/already-answered` that the answer has arrived.
   */
  @Public()
  @Post('answers')
  @ApiParam({ name: 'token', description: 'From the mail' })
  @ApiCreatedResponse({ type: SurveyAnsweredDto })
  @Refuses(invalid, surveyLinkUnknown, alreadyAnswered, surveyHasClosed, answerInvalid, answerMissing)
  async answerSurvey(@Param('token') token: string, @Body() body: SurveyAnswersDto): Promise<SurveyAnsweredDto> {
    await this.answers.answer(token, body.answers);
    return { state: 'answered' };
  }
}
