import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { SurveyClosingsService } from './survey-closings.service.js';
import { SurveyOpeningsService } from './survey-openings.service.js';
import { GivenTextDto, SurveyResultsDto, TextsQuery } from './survey-results.dto.js';
import { SurveyResultsService } from './survey-results.service.js';
import { DraftSurveyDto, SurveyDto } from './survey.dto.js';
import { SurveysService } from './surveys.service.js';
import {
  alreadyOpened,
  nobodyCame,
  questionInvalid,
  questionUnknown,
  surveyNotOpen,
  surveyUnknown,
  tooFewAnswers,
} from './surveys.problems.js';

@ApiTags('Surveys')
@Controller('v1')
export class SurveysController {
  constructor(
    private readonly surveys: SurveysService,
    private readonly openings: SurveyOpeningsService,
    private readonly closings: SurveyClosingsService,
    private readonly results: SurveyResultsService,
  ) {}

  /** Draws up a survey for those who come to an event. */
  @Can('surveys:write')
  @Post('events/:eventId/surveys')
  @ApiCreatedResponse({ type: SurveyDto })
  @Refuses(invalid, eventUnknown, questionInvalid)
  createSurvey(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: DraftSurveyDto,
  ): Promise<SurveyDto> {
    return this.surveys.create(actor, eventId, body);
  }

  /** The surveys of an event. */
  @Can('surveys:read')
  @Get('events/:eventId/surveys')
  @PageOf(SurveyDto)
  @Refuses(eventUnknown, cursorUnknown, invalid)
  listSurveys(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<SurveyDto>> {
    return this.surveys.list(actor, eventId, query);
  }

  /** One survey with its questions. */
  @Can('surveys:read')
  @Get('surveys/:surveyId')
  @ApiOkResponse({ type: SurveyDto })
  @Refuses(surveyUnknown)
  getSurvey(@CurrentActor() actor: Actor, @IdParam('surveyId', 'svy') surveyId: string): Promise<SurveyDto> {
    return this.surveys.show(actor, surveyId);
  }

  /** Replaces a draft, questions and all. An opened survey stays as it is: its answers must mean what was asked. */
  @Can('surveys:write')
  @Put('surveys/:surveyId')
  @ApiOkResponse({ type: SurveyDto })
  @Refuses(invalid, questionInvalid, surveyUnknown, alreadyOpened, preconditionRequired, versionConflict)
  replaceSurvey(
    @CurrentActor() actor: Actor,
    @IdParam('surveyId', 'svy') surveyId: string,
    @IfMatch() version: number,
    @Body() body: DraftSurveyDto,
  ): Promise<SurveyDto> {
    return this.surveys.replace(actor, surveyId, version, body);
  }

  /**
   * Opens a survey: everybody who has been admitted to the event gets a personal link by mail.
   *
   * One link for each address. From here on the questions stay as they are. Who is admitted later is not asked.
   */
  @Can('surveys:write')
  @Post('surveys/:surveyId/opening')
  @HttpCode(200)
  @ApiOkResponse({ type: SurveyDto })
  @Refuses(surveyUnknown, alreadyOpened, nobodyCame)
  openSurvey(@CurrentActor() actor: Actor, @IdParam('surveyId', 'svy') surveyId: string): Promise<SurveyDto> {
    return this.openings.open(actor, surveyId);
  }

  /** Closes a survey: no answer is taken any more, and all answers are in the results. */
  @Can('surveys:write')
  @Post('surveys/:surveyId/closing')
  @HttpCode(200)
  @ApiOkResponse({ type: SurveyDto })
  @Refuses(surveyUnknown, surveyNotOpen)
  closeSurvey(@CurrentActor() actor: Actor, @IdParam('surveyId', 'svy') surveyId: string): Promise<SurveyDto> {
    return this.closings.close(actor, surveyId);
  }

  /**
   * What the answers say: counts, distribution, scores and shares with their intervals.
   *
   * Nothing is shown about fewer than five people, nor in steps smaller than five: while the survey is open the newest
   * answers are held back, so that comparing two readings never shows what one person answered.
   */
  @Can('surveys:read')
  @Get('surveys/:surveyId/results')
  @ApiOkResponse({ type: SurveyResultsDto })
  @Refuses(surveyUnknown)
  getSurveyResults(
    @CurrentActor() actor: Actor,
    @IdParam('surveyId', 'svy') surveyId: string,
  ): Promise<SurveyResultsDto> {
    return this.results.show(actor, surveyId);
  }

  /** The texts that were given to a question of words, in no order that tells anything. */
  @Can('surveys:read')
  @Get('surveys/:surveyId/questions/:key/texts')
  @ApiParam({ name: 'key', description: 'Key of a question of words', example: 'why' })
  @PageOf(GivenTextDto)
  @Refuses(surveyUnknown, questionUnknown, tooFewAnswers, cursorUnknown, invalid)
  listSurveyTexts(
    @CurrentActor() actor: Actor,
    @IdParam('surveyId', 'svy') surveyId: string,
    @Param('key') key: string,
    @Query() query: TextsQuery,
  ): Promise<Page<GivenTextDto>> {
    return this.results.texts(actor, surveyId, key, query);
  }
}
