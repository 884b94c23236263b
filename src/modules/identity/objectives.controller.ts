import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { objectiveCycle, objectiveInUse, objectiveUnknown } from './identity.problems.js';
import { ChangeObjectiveDto, NewObjectiveDto, ObjectiveDto } from './objective.dto.js';
import { ObjectivesService } from './objectives.service.js';

@ApiTags('Strategy')
@Controller('v1/objectives')
export class ObjectivesController {
  constructor(private readonly objectives: ObjectivesService) {}

  /** Adds a strategic objective, on its own or under another one. */
  @Can('organization:write')
  @Post()
  @ApiCreatedResponse({ type: ObjectiveDto })
  @Refuses(invalid, objectiveUnknown)
  createObjective(@CurrentActor() actor: Actor, @Body() body: NewObjectiveDto): Promise<ObjectiveDto> {
    return this.objectives.create(actor, body);
  }

  /** The objectives of the organisation; `parentId` makes the tree. */
  @Can('organization:read')
  @Get()
  @PageOf(ObjectiveDto)
  @Refuses(invalid, cursorUnknown)
  listObjectives(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<Page<ObjectiveDto>> {
    return this.objectives.list(actor, query);
  }

  /** One objective. */
  @Can('organization:read')
  @Get(':objectiveId')
  @ApiOkResponse({ type: ObjectiveDto })
  @Refuses(objectiveUnknown)
  getObjective(
    @CurrentActor() actor: Actor,
    @IdParam('objectiveId', 'obj') objectiveId: string,
  ): Promise<ObjectiveDto> {
    return this.objectives.show(actor, objectiveId);
  }

  /** Changes an objective or moves it under another one; what is left out stays. */
  @Can('organization:write')
  @Patch(':objectiveId')
  @ApiOkResponse({ type: ObjectiveDto })
  @Refuses(invalid, objectiveUnknown, objectiveCycle, preconditionRequired, versionConflict)
  changeObjective(
    @CurrentActor() actor: Actor,
    @IdParam('objectiveId', 'obj') objectiveId: string,
    @IfMatch() version: number,
    @Body() body: ChangeObjectiveDto,
  ): Promise<ObjectiveDto> {
    return this.objectives.change(actor, objectiveId, version, body);
  }

  /** Deletes an objective that nothing stands under. */
  @Can('organization:write')
  @Delete(':objectiveId')
  @HttpCode(204)
  @Refuses(objectiveUnknown, objectiveInUse)
  deleteObjective(@CurrentActor() actor: Actor, @IdParam('objectiveId', 'obj') objectiveId: string): Promise<void> {
    return this.objectives.remove(actor, objectiveId);
  }
}
