import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { AgendaConflictsDto } from './agenda-conflict.dto.js';
import { AgendaSessionDto, ChangeAgendaSessionDto, NewAgendaSessionDto } from './agenda-session.dto.js';
import { AgendaSessionsService } from './agenda-sessions.service.js';
import { roomUnknown, sessionUnknown, startSkipped } from './scheduling.problems.js';

@ApiTags('Scheduling')
@Controller('v1/events/:eventId/agenda')
export class AgendaSessionsController {
  constructor(private readonly sessions: AgendaSessionsService) {}

  /** Adds a session to the draft. It may clash with others until the agenda is released. */
  @Can('agenda:write')
  @Post('sessions')
  @ApiCreatedResponse({ type: AgendaSessionDto })
  @Refuses(invalid, eventUnknown, roomUnknown, startSkipped)
  createAgendaSession(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewAgendaSessionDto,
  ): Promise<AgendaSessionDto> {
    return this.sessions.create(actor, eventId, body);
  }

  /** The sessions of the draft. */
  @Can('agenda:read')
  @Get('sessions')
  @PageOf(AgendaSessionDto)
  @Refuses(invalid, cursorUnknown, eventUnknown)
  listAgendaSessions(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<AgendaSessionDto>> {
    return this.sessions.list(actor, eventId, query);
  }

  /** One session of the draft. */
  @Can('agenda:read')
  @Get('sessions/:sessionId')
  @ApiOkResponse({ type: AgendaSessionDto })
  @Refuses(eventUnknown, sessionUnknown)
  getAgendaSession(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('sessionId', 'ses') sessionId: string,
  ): Promise<AgendaSessionDto> {
    return this.sessions.show(actor, eventId, sessionId);
  }

  /** Changes or moves a session of the draft; what is left out stays, null clears. */
  @Can('agenda:write')
  @Patch('sessions/:sessionId')
  @ApiOkResponse({ type: AgendaSessionDto })
  @Refuses(invalid, eventUnknown, sessionUnknown, roomUnknown, startSkipped, preconditionRequired, versionConflict)
  changeAgendaSession(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('sessionId', 'ses') sessionId: string,
    @IfMatch() version: number,
    @Body() body: ChangeAgendaSessionDto,
  ): Promise<AgendaSessionDto> {
    return this.sessions.change(actor, { eventId, sessionId, version }, body);
  }

  /** Takes a session out of the draft. Releases keep it; the next one tells that it was cancelled. */
  @Can('agenda:write')
  @Delete('sessions/:sessionId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(sessionUnknown)
  deleteAgendaSession(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('sessionId', 'ses') sessionId: string,
  ): Promise<void> {
    return this.sessions.remove(actor, eventId, sessionId);
  }

  /** What clashes in the draft: rooms and persons that are wanted twice, and sessions outside the event. */
  @Can('agenda:read')
  @Get('conflicts')
  @ApiOkResponse({ type: AgendaConflictsDto })
  @Refuses(eventUnknown)
  listAgendaConflicts(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
  ): Promise<AgendaConflictsDto> {
    return this.sessions.conflicts(actor, eventId);
  }
}
