import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { audienceMissing } from '../audience/audience.problems.js';
import { eventUnknown } from '../events/events.problems.js';
import { InvitationDto, InvitationQuery, InvitationRunDto } from './invitation.dto.js';
import { InvitationRunsService } from './invitation-runs.service.js';
import { InvitationsService } from './invitations.service.js';
import { eventNotOpen } from './promotion.problems.js';

@ApiTags('Promotion')
@Controller('v1/events/:eventId/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly runs: InvitationRunsService,
  ) {}

  /**
   * Mails a personal invitation to everybody of the frozen audience who agreed to it, must not be left alone, and has not been
   * invited to this event. Doing it again invites only those who have been added or have agreed since.
   */
  @Can('promotion:write')
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: InvitationRunDto })
  @Refuses(eventUnknown, audienceMissing, eventNotOpen)
  sendInvitations(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<InvitationRunDto> {
    return this.runs.invite(actor, eventId);
  }

  /** The invitations to the event, and how far each has come. */
  @Can('promotion:read')
  @Get()
  @PageOf(InvitationDto)
  @Refuses(invalid, eventUnknown, cursorUnknown)
  listInvitations(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: InvitationQuery,
  ): Promise<Page<InvitationDto>> {
    return this.invitations.list(actor, eventId, query);
  }
}
