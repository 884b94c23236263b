import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventNotDraft, eventUnknown, goalMalformed, goalUnknown } from './events.problems.js';
import { ChangeGoalDto, GoalDto, NewGoalDto } from './goal.dto.js';
import { GoalsService } from './goals.service.js';

@ApiTags('Goals')
@Controller('v1/events/:eventId/goals')
export class GoalsController {
  constructor(private readonly goals: GoalsService) {}

  /** Sets a goal for the event. One set after publication has no baseline and is not shown as moved. */
  @Can('events:write')
  @Post()
  @ApiCreatedResponse({ type: GoalDto })
  @Refuses(invalid, eventUnknown, goalMalformed)
  createGoal(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewGoalDto,
  ): Promise<GoalDto> {
    return this.goals.create(actor, eventId, body);
  }

  /** The goals of the event, in the order they were set. */
  @Can('events:read')
  @Get()
  @ApiOkResponse({ type: [GoalDto] })
  @Refuses(eventUnknown)
  listGoals(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<GoalDto[]> {
    return this.goals.list(actor, eventId);
  }

  /** Changes a goal; after publication the change is kept beside the baseline and shown as moved. */
  @Can('events:write')
  @Patch(':goalId')
  @ApiOkResponse({ type: GoalDto })
  @Refuses(invalid, goalUnknown, goalMalformed, preconditionRequired, versionConflict)
  changeGoal(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('goalId', 'goa') goalId: string,
    @IfMatch() version: number,
    @Body() body: ChangeGoalDto,
  ): Promise<GoalDto> {
    return this.goals.change(actor, eventId, goalId, version, body);
  }

  /** Deletes a goal that was not published. */
  @Can('events:write')
  @Delete(':goalId')
  @HttpCode(204)
  @Refuses(goalUnknown, eventNotDraft)
  deleteGoal(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('goalId', 'goa') goalId: string,
  ): Promise<void> {
    return this.goals.remove(actor, eventId, goalId);
  }
}
