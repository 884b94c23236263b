import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { objectiveUnknown } from '../identity/identity.problems.js';
import { CancelEventDto, ChangeEventDto, EventDto, EventQuery, NewEventDto, RescheduleEventDto } from './event.dto.js';
import {
  eventNotDraft,
  eventNotReady,
  eventStateRefused,
  eventTimeSkipped,
  eventTimesWrong,
  eventUnknown,
  slugTaken,
} from './events.problems.js';
import { EventsService } from './events.service.js';

@ApiTags('Events')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  /** Plans an event: its concept, as a draft. */
  @Can('events:write')
  @Post()
  @ApiCreatedResponse({ type: EventDto })
  @Refuses(invalid, objectiveUnknown, slugTaken, eventTimesWrong, eventTimeSkipped)
  createEvent(@CurrentActor() actor: Actor, @Body() body: NewEventDto): Promise<EventDto> {
    return this.events.create(actor, body);
  }

  /** The organisation's events. */
  @Can('events:read')
  @Get()
  @PageOf(EventDto)
  @Refuses(invalid, cursorUnknown)
  listEvents(@CurrentActor() actor: Actor, @Query() query: EventQuery): Promise<Page<EventDto>> {
    return this.events.list(actor, query);
  }

  /** One event. */
  @Can('events:read')
  @Get(':eventId')
  @ApiOkResponse({ type: EventDto })
  @Refuses(eventUnknown)
  getEvent(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<EventDto> {
    return this.events.show(actor, eventId);
  }

  /**
   * Changes the concept; what is left out stays. A published event keeps its address, languages and format, and its time is
   * changed by its rescheduling; a change of place is mailed to everybody who registered.
   */
  @Can('events:write')
  @Patch(':eventId')
  @ApiOkResponse({ type: EventDto })
  @Refuses(
    invalid,
    eventUnknown,
    eventNotDraft,
    eventStateRefused,
    objectiveUnknown,
    slugTaken,
    eventTimesWrong,
    eventTimeSkipped,
    preconditionRequired,
    versionConflict,
  )
  changeEvent(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IfMatch() version: number,
    @Body() body: ChangeEventDto,
  ): Promise<EventDto> {
    return this.events.change(actor, eventId, version, body);
  }

  /** Opens the event to the public. Its goals are frozen: later edits are kept and shown as moved. */
  @Can('events:write')
  @Post(':eventId/publication')
  @HttpCode(200)
  @ApiOkResponse({ type: EventDto })
  @Refuses(eventUnknown, eventStateRefused, eventNotReady)
  publishEvent(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<EventDto> {
    return this.events.publish(actor, eventId);
  }

  /** Moves a published event to another time. */
  @Can('events:write')
  @Post(':eventId/rescheduling')
  @HttpCode(200)
  @ApiOkResponse({ type: EventDto })
  @Refuses(invalid, eventUnknown, eventStateRefused, eventTimesWrong, eventTimeSkipped)
  rescheduleEvent(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: RescheduleEventDto,
  ): Promise<EventDto> {
    return this.events.reschedule(actor, eventId, body);
  }

  /** Cancels a published event. */
  @Can('events:write')
  @Post(':eventId/cancellation')
  @HttpCode(200)
  @ApiOkResponse({ type: EventDto })
  @Refuses(invalid, eventUnknown, eventStateRefused)
  cancelEvent(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: CancelEventDto,
  ): Promise<EventDto> {
    return this.events.cancel(actor, eventId, body);
  }

  /** Closes an event that is over. */
  @Can('events:write')
  @Post(':eventId/closing')
  @HttpCode(200)
  @ApiOkResponse({ type: EventDto })
  @Refuses(eventUnknown, eventStateRefused)
  closeEvent(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<EventDto> {
    return this.events.close(actor, eventId);
  }
}
