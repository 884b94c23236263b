import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { SetWaitingListDto, WaitingListDto } from './waiting-list.dto.js';
import { WaitingListsService } from './waiting-lists.service.js';

@ApiTags('Waiting list')
@Controller('v1/events/:eventId/waiting-list')
export class WaitingListsController {
  constructor(private readonly lists: WaitingListsService) {}

  /** The waiting list of an event: its terms and how many wait. */
  @Can('tickets:read')
  @Get()
  @ApiOkResponse({ type: WaitingListDto })
  @Refuses(eventUnknown)
  getWaitingList(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<WaitingListDto> {
    return this.lists.show(actor, eventId);
  }

  /**
   * Sets the terms of the waiting list.
   * @remarks The first time with `If-Match: "0"`. Free places go by the new terms at once; offers that stand keep their time.
   */
  @Can('tickets:write')
  @Put()
  @ApiOkResponse({ type: WaitingListDto })
  @Refuses(eventUnknown, invalid, preconditionRequired, versionConflict)
  setWaitingList(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IfMatch() version: number,
    @Body() body: SetWaitingListDto,
  ): Promise<WaitingListDto> {
    return this.lists.set(actor, eventId, version, body);
  }
}
