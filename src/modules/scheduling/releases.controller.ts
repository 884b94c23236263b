import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { AgendaReleaseDetailsDto, AgendaReleaseDto, NewAgendaReleaseDto } from './release.dto.js';
import { ReleasesService } from './releases.service.js';
import {
  nothingToRelease,
  personDoubleBooked,
  releaseNameTaken,
  releaseUnknown,
  roomDoubleBooked,
} from './scheduling.problems.js';

@ApiTags('Scheduling')
@Controller('v1/events/:eventId/agenda/releases')
export class ReleasesController {
  constructor(private readonly releases: ReleasesService) {}

  /**
   * Releases the draft as it is: from now on the public sees it. A draft in which a room or a person is booked twice is
   * refused; the problem's `conflicts` name the sessions.
   */
  @Can('agenda:write')
  @Post()
  @ApiCreatedResponse({ type: AgendaReleaseDetailsDto })
  @Refuses(invalid, eventUnknown, nothingToRelease, releaseNameTaken, roomDoubleBooked, personDoubleBooked)
  releaseAgenda(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewAgendaReleaseDto,
  ): Promise<AgendaReleaseDetailsDto> {
    return this.releases.create(actor, eventId, body);
  }

  /** The releases of an agenda, the first one first. */
  @Can('agenda:read')
  @Get()
  @PageOf(AgendaReleaseDto)
  @Refuses(invalid, cursorUnknown, eventUnknown)
  listAgendaReleases(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<AgendaReleaseDto>> {
    return this.releases.list(actor, eventId, query);
  }

  /** A release: its sessions, and what it changed against the one before. */
  @Can('agenda:read')
  @Get(':releaseId')
  @ApiOkResponse({ type: AgendaReleaseDetailsDto })
  @Refuses(eventUnknown, releaseUnknown)
  getAgendaRelease(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('releaseId', 'rel') releaseId: string,
  ): Promise<AgendaReleaseDetailsDto> {
    return this.releases.show(actor, eventId, releaseId);
  }
}
