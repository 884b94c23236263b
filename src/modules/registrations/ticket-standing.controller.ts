import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { ticketCancelled, ticketGone, ticketReissuedTooOften } from './registrations.problems.js';
import {
  BlockTicketDto,
  ReissueTicketDto,
  RevocationListDto,
  RevocationQuery,
  TicketStandingDto,
} from './ticket-standing.dto.js';
import { TicketStandingService } from './ticket-standing.service.js';

@ApiTags('Ticket codes')
@Controller('v1')
export class TicketStandingController {
  constructor(private readonly standing: TicketStandingService) {}

  /** Suspends a ticket: the door refuses it until that is lifted. It keeps its place, and its code. */
  @Can('orders:write')
  @Post('tickets/:ticketId/block')
  @HttpCode(200)
  @ApiOkResponse({ type: TicketStandingDto })
  @Refuses(ticketGone, ticketCancelled, invalid)
  blockTicket(
    @CurrentActor() actor: Actor,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @Body() body: BlockTicketDto,
  ): Promise<TicketStandingDto> {
    return this.standing.block(actor, ticketId, true, body);
  }

  /** Lets a suspended ticket admit again. */
  @Can('orders:write')
  @Post('tickets/:ticketId/unblock')
  @HttpCode(200)
  @ApiOkResponse({ type: TicketStandingDto })
  @Refuses(ticketGone, ticketCancelled, invalid)
  unblockTicket(
    @CurrentActor() actor: Actor,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @Body() body: BlockTicketDto,
  ): Promise<TicketStandingDto> {
    return this.standing.block(actor, ticketId, false, body);
  }

  /** Gives a ticket a new code. The old one dies at once; the new one is on the private page of the registration. */
  @Can('orders:write')
  @Post('tickets/:ticketId/reissue')
  @HttpCode(200)
  @ApiOkResponse({ type: TicketStandingDto })
  @Refuses(ticketGone, ticketCancelled, ticketReissuedTooOften, invalid)
  reissueTicket(
    @CurrentActor() actor: Actor,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @Body() body: ReissueTicketDto,
  ): Promise<TicketStandingDto> {
    return this.standing.reissue(actor, ticketId, body);
  }

  /** Tickets whose codes do not tell the truth any more, for devices that check codes without a connection. */
  @Can('checkin:write')
  @Get('events/:eventId/revocations')
  @ApiOkResponse({ type: RevocationListDto })
  @Refuses(eventUnknown, invalid)
  listRevocations(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: RevocationQuery,
  ): Promise<RevocationListDto> {
    return this.standing.revocations(actor, eventId, query.since ?? null);
  }
}
