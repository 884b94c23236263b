import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { ChangeQuestionDto, NewQuestionDto, QuestionDto } from './question.dto.js';
import { QuestionsService } from './questions.service.js';
import { questionKeyTaken, questionUnknown, questionsInconsistent, tooManyQuestions } from './ticketing.problems.js';

@ApiTags('Ticketing')
@Controller('v1')
export class QuestionsController {
  constructor(private readonly questions: QuestionsService) {}

  /** Adds a question that is asked after all others. */
  @Can('tickets:write')
  @Post('events/:eventId/questions')
  @ApiCreatedResponse({ type: QuestionDto })
  @Refuses(eventUnknown, invalid, questionKeyTaken, questionsInconsistent, tooManyQuestions)
  createQuestion(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewQuestionDto,
  ): Promise<QuestionDto> {
    return this.questions.create(actor, eventId, body);
  }

  /** All questions of an event in the order in which they are asked. */
  @Can('tickets:read')
  @Get('events/:eventId/questions')
  @PageOf(QuestionDto)
  @Refuses(eventUnknown)
  listQuestions(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<Page<QuestionDto>> {
    return this.questions.list(actor, eventId);
  }

  /** One question. */
  @Can('tickets:read')
  @Get('questions/:questionId')
  @ApiOkResponse({ type: QuestionDto })
  @Refuses(questionUnknown)
  getQuestion(@CurrentActor() actor: Actor, @IdParam('questionId', 'qst') questionId: string): Promise<QuestionDto> {
    return this.questions.show(actor, questionId);
  }

  /** Changes or moves a question; what is left out stays. Answers that were given stay as they are. */
  @Can('tickets:write')
  @Patch('questions/:questionId')
  @ApiOkResponse({ type: QuestionDto })
  @Refuses(questionUnknown, invalid, questionsInconsistent, preconditionRequired, versionConflict)
  changeQuestion(
    @CurrentActor() actor: Actor,
    @IdParam('questionId', 'qst') questionId: string,
    @IfMatch() version: number,
    @Body() body: ChangeQuestionDto,
  ): Promise<QuestionDto> {
    return this.questions.change(actor, questionId, version, body);
  }

  /** Removes a question that no other depends on. */
  @Can('tickets:write')
  @Delete('questions/:questionId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(questionUnknown, questionsInconsistent)
  deleteQuestion(@CurrentActor() actor: Actor, @IdParam('questionId', 'qst') questionId: string): Promise<void> {
    return this.questions.delete(actor, questionId);
  }
}
