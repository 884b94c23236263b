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
import { listInUse, listProductsUnknown, listTimesWrong, listUnknown } from './checkin.problems.js';
import { ChangeCheckInListDto, CheckInListDto, NewCheckInListDto } from './list.dto.js';
import { CheckInListsService } from './lists.service.js';

@ApiTags('Check-in')
@Controller('v1')
export class CheckInListsController {
  constructor(private readonly lists: CheckInListsService) {}

  /** Adds a check-in list. With the first one an event has only the lists that were made for it. */
  @Can('tickets:write')
  @Post('events/:eventId/check-in-lists')
  @ApiCreatedResponse({ type: CheckInListDto })
  @Refuses(eventUnknown, invalid, listTimesWrong, listProductsUnknown)
  createCheckInList(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewCheckInListDto,
  ): Promise<CheckInListDto> {
    return this.lists.create(actor, eventId, body);
  }

  /** The check-in lists of an event. */
  @Can('tickets:read')
  @Get('events/:eventId/check-in-lists')
  @PageOf(CheckInListDto)
  @Refuses(eventUnknown)
  listCheckInLists(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
  ): Promise<Page<CheckInListDto>> {
    return this.lists.list(actor, eventId);
  }

  /** One check-in list. */
  @Can('tickets:read')
  @Get('check-in-lists/:listId')
  @ApiOkResponse({ type: CheckInListDto })
  @Refuses(listUnknown)
  getCheckInList(@CurrentActor() actor: Actor, @IdParam('listId', 'cli') listId: string): Promise<CheckInListDto> {
    return this.lists.show(actor, listId);
  }

  /** Changes a check-in list; what is left out stays. */
  @Can('tickets:write')
  @Patch('check-in-lists/:listId')
  @ApiOkResponse({ type: CheckInListDto })
  @Refuses(listUnknown, invalid, listTimesWrong, listProductsUnknown, preconditionRequired, versionConflict)
  changeCheckInList(
    @CurrentActor() actor: Actor,
    @IdParam('listId', 'cli') listId: string,
    @IfMatch() version: number,
    @Body() body: ChangeCheckInListDto,
  ): Promise<CheckInListDto> {
    return this.lists.change(actor, listId, version, body);
  }

  /** Deletes a check-in list on which nobody was scanned. */
  @Can('tickets:write')
  @Delete('check-in-lists/:listId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(listUnknown, listInUse)
  deleteCheckInList(@CurrentActor() actor: Actor, @IdParam('listId', 'cli') listId: string): Promise<void> {
    return this.lists.delete(actor, listId);
  }
}
