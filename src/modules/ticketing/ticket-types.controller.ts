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
import { ChangeTicketTypeDto, NewTicketTypeDto, TicketTypeDto } from './ticket-type.dto.js';
import { TicketTypesService } from './ticket-types.service.js';
import {
  belowTaken,
  bundleInvalid,
  categoryMisplaced,
  categoryUnknown,
  limitsCrossed,
  quotaDrawnTwice,
  quotaUnknown,
  saleEndsBeforeStart,
  taxRuleUnknown,
  ticketTypeInUse,
  ticketTypeUnknown,
} from './ticketing.problems.js';

const refusedTerms = [
  quotaUnknown,
  saleEndsBeforeStart,
  limitsCrossed,
  taxRuleUnknown,
  categoryMisplaced,
  categoryUnknown,
  bundleInvalid,
  ticketTypeUnknown,
] as const;

@ApiTags('Ticketing')
@Controller('v1')
export class TicketTypesController {
  constructor(private readonly ticketTypes: TicketTypesService) {}

  /** Adds a ticket type to an event. */
  @Can('tickets:write')
  @Post('events/:eventId/ticket-types')
  @ApiCreatedResponse({ type: TicketTypeDto })
  @Refuses(eventUnknown, invalid, ...refusedTerms)
  createTicketType(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewTicketTypeDto,
  ): Promise<TicketTypeDto> {
    return this.ticketTypes.create(actor, eventId, body);
  }

  /** The ticket types of an event. */
  @Can('tickets:read')
  @Get('events/:eventId/ticket-types')
  @PageOf(TicketTypeDto)
  @Refuses(eventUnknown, invalid, cursorUnknown)
  listTicketTypes(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<TicketTypeDto>> {
    return this.ticketTypes.list(actor, eventId, query);
  }

  /** One ticket type. */
  @Can('tickets:read')
  @Get('ticket-types/:ticketTypeId')
  @ApiOkResponse({ type: TicketTypeDto })
  @Refuses(ticketTypeUnknown)
  getTicketType(
    @CurrentActor() actor: Actor,
    @IdParam('ticketTypeId', 'tty') ticketTypeId: string,
  ): Promise<TicketTypeDto> {
    return this.ticketTypes.show(actor, ticketTypeId);
  }

  /** Changes a ticket type; what is left out stays. Tickets that people have stay as they are. */
  @Can('tickets:write')
  @Patch('ticket-types/:ticketTypeId')
  @ApiOkResponse({ type: TicketTypeDto })
  @Refuses(...refusedTerms, quotaDrawnTwice, invalid, belowTaken, preconditionRequired, versionConflict)
  changeTicketType(
    @CurrentActor() actor: Actor,
    @IdParam('ticketTypeId', 'tty') ticketTypeId: string,
    @IfMatch() version: number,
    @Body() body: ChangeTicketTypeDto,
  ): Promise<TicketTypeDto> {
    return this.ticketTypes.change(actor, ticketTypeId, version, body);
  }

  /** Removes a ticket type that nobody has ever had a ticket of. */
  @Can('tickets:write')
  @Delete('ticket-types/:ticketTypeId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(ticketTypeUnknown, ticketTypeInUse)
  deleteTicketType(@CurrentActor() actor: Actor, @IdParam('ticketTypeId', 'tty') ticketTypeId: string): Promise<void> {
    return this.ticketTypes.delete(actor, ticketTypeId);
  }
}
