import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, keyInFlight, keyReused, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { ChangePriorityDto, OfferNowDto, WaitingEntryDto, WaitingEntryQuery } from './waiting-entry.dto.js';
import { WaitingEntriesService } from './waiting-entries.service.js';
import {
  noPlacesToOffer,
  productRefused,
  waitingEntryUnknown,
  waitingStateRefused,
  waitlistOver,
} from './waitlist.problems.js';

@ApiTags('Waiting list')
@Controller('v1')
export class WaitingEntriesController {
  constructor(private readonly entries: WaitingEntriesService) {}

  /** Those on the waiting list of an event, and those who were. */
  @Can('orders:read')
  @Get('events/:eventId/waiting-entries')
  @PageOf(WaitingEntryDto)
  @Refuses(eventUnknown, invalid, cursorUnknown)
  listWaitingEntries(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: WaitingEntryQuery,
  ): Promise<Page<WaitingEntryDto>> {
    return this.entries.list(actor, eventId, query);
  }

  /** One entry, with every change of its priority. */
  @Can('orders:read')
  @Get('waiting-entries/:entryId')
  @ApiOkResponse({ type: WaitingEntryDto })
  @Refuses(waitingEntryUnknown)
  getWaitingEntry(@CurrentActor() actor: Actor, @IdParam('entryId', 'wle') entryId: string): Promise<WaitingEntryDto> {
    return this.entries.show(actor, entryId);
  }

  /** Lets somebody go before others, or after them. Who did it and why is kept for good. */
  @Can('orders:write')
  @Post('waiting-entries/:entryId/priority-changes')
  @HttpCode(200)
  @ApiOkResponse({ type: WaitingEntryDto })
  @Refuses(waitingEntryUnknown, invalid, versionConflict, keyReused, keyInFlight)
  changeWaitingPriority(
    @CurrentActor() actor: Actor,
    @IdParam('entryId', 'wle') entryId: string,
    @Body() body: ChangePriorityDto,
  ): Promise<WaitingEntryDto> {
    return this.entries.changePriority(actor, entryId, body);
  }

  /** Offers somebody nothing until they are reactivated. Their place in the line is kept. */
  @Can('orders:write')
  @Post('waiting-entries/:entryId/pause')
  @HttpCode(200)
  @ApiOkResponse({ type: WaitingEntryDto })
  @Refuses(waitingEntryUnknown, waitingStateRefused, keyReused, keyInFlight)
  pauseWaitingEntry(
    @CurrentActor() actor: Actor,
    @IdParam('entryId', 'wle') entryId: string,
  ): Promise<WaitingEntryDto> {
    return this.entries.pause(actor, entryId);
  }

  /** Lets somebody wait again who was paused, whose offer was taken back, or who let one pass; where they stood. */
  @Can('orders:write')
  @Post('waiting-entries/:entryId/reactivation')
  @HttpCode(200)
  @ApiOkResponse({ type: WaitingEntryDto })
  @Refuses(waitingEntryUnknown, waitingStateRefused, keyReused, keyInFlight)
  reactivateWaitingEntry(
    @CurrentActor() actor: Actor,
    @IdParam('entryId', 'wle') entryId: string,
  ): Promise<WaitingEntryDto> {
    return this.entries.reactivate(actor, entryId);
  }

  /** Takes somebody off the list; an offer that stands is taken back. */
  @Can('orders:write')
  @Post('waiting-entries/:entryId/removal')
  @HttpCode(200)
  @ApiOkResponse({ type: WaitingEntryDto })
  @Refuses(waitingEntryUnknown, waitingStateRefused, keyReused, keyInFlight)
  removeWaitingEntry(
    @CurrentActor() actor: Actor,
    @IdParam('entryId', 'wle') entryId: string,
  ): Promise<WaitingEntryDto> {
    return this.entries.remove(actor, entryId);
  }

  /** Offers somebody places out of turn, from what is free now. */
  @Can('orders:write')
  @Post('waiting-entries/:entryId/offers')
  @HttpCode(200)
  @ApiOkResponse({ type: WaitingEntryDto })
  @Refuses(waitingEntryUnknown, waitingStateRefused, waitlistOver, productRefused, noPlacesToOffer)
  @Refuses(invalid, keyReused, keyInFlight)
  offerToWaitingEntry(
    @CurrentActor() actor: Actor,
    @IdParam('entryId', 'wle') entryId: string,
    @Body() body: OfferNowDto,
  ): Promise<WaitingEntryDto> {
    return this.entries.offer(actor, entryId, body);
  }

  /** Takes an offer back; its places go to whoever is next. The person is skipped until they are reactivated. */
  @Can('orders:write')
  @Post('waiting-entries/:entryId/revocation')
  @HttpCode(200)
  @ApiOkResponse({ type: WaitingEntryDto })
  @Refuses(waitingEntryUnknown, waitingStateRefused, keyReused, keyInFlight)
  revokeWaitingOffer(
    @CurrentActor() actor: Actor,
    @IdParam('entryId', 'wle') entryId: string,
  ): Promise<WaitingEntryDto> {
    return this.entries.revoke(actor, entryId);
  }
}
