import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import {
  ChangeOrganizerHoldDto,
  NewOrganizerHoldDto,
  OrganizerHoldDto,
  ReleaseOrganizerHoldDto,
} from './organizer-hold.dto.js';
import { OrganizerHoldsService } from './organizer-holds.service.js';
import { holdEnded, holdUnknown, lessHeld, notOffered, soldOut } from './ticketing.problems.js';

@ApiTags('Ticketing')
@Controller('v1')
export class OrganizerHoldsController {
  constructor(private readonly holds: OrganizerHoldsService) {}

  /** Keeps places back, from what is free. */
  @Can('tickets:write')
  @Post('events/:eventId/holds')
  @ApiCreatedResponse({ type: OrganizerHoldDto })
  @Refuses(eventUnknown, notOffered, soldOut, invalid)
  createOrganizerHold(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewOrganizerHoldDto,
  ): Promise<OrganizerHoldDto> {
    return this.holds.create(actor, eventId, body);
  }

  /** The places that are, and were, kept back at an event. */
  @Can('tickets:read')
  @Get('events/:eventId/holds')
  @PageOf(OrganizerHoldDto)
  @Refuses(eventUnknown, invalid, cursorUnknown)
  listOrganizerHolds(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<OrganizerHoldDto>> {
    return this.holds.list(actor, eventId, query);
  }

  /** Places that are kept back, and what is left of them. */
  @Can('tickets:read')
  @Get('holds/:holdId')
  @ApiOkResponse({ type: OrganizerHoldDto })
  @Refuses(holdUnknown)
  getOrganizerHold(@CurrentActor() actor: Actor, @IdParam('holdId', 'hld') holdId: string): Promise<OrganizerHoldDto> {
    return this.holds.show(actor, holdId);
  }

  /** Changes why places are kept back, and until when. */
  @Can('tickets:write')
  @Patch('holds/:holdId')
  @ApiOkResponse({ type: OrganizerHoldDto })
  @Refuses(holdUnknown, holdEnded, invalid, preconditionRequired, versionConflict)
  changeOrganizerHold(
    @CurrentActor() actor: Actor,
    @IdParam('holdId', 'hld') holdId: string,
    @IfMatch() version: number,
    @Body() body: ChangeOrganizerHoldDto,
  ): Promise<OrganizerHoldDto> {
    return this.holds.change(actor, holdId, version, body);
  }

  /** Gives places back to the sale: those named, or all. Who waits for them gets them first. */
  @Can('tickets:write')
  @Post('holds/:holdId/release')
  @HttpCode(200)
  @ApiOkResponse({ type: OrganizerHoldDto })
  @Refuses(holdUnknown, holdEnded, lessHeld, invalid)
  releaseOrganizerHold(
    @CurrentActor() actor: Actor,
    @IdParam('holdId', 'hld') holdId: string,
    @Body() body: ReleaseOrganizerHoldDto,
  ): Promise<OrganizerHoldDto> {
    return this.holds.release(actor, holdId, body);
  }
}
