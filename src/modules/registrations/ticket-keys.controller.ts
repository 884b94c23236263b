import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can, Public } from '../../platform/auth/can.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { eventUnknown } from '../events/events.problems.js';
import { ticketKeyUnknown, ticketKeysUsedUp } from './registrations.problems.js';
import { TicketKeyDto, TicketKeyListDto, TicketKeySetDto } from './ticket-key.dto.js';
import { TicketKeysService } from './ticket-keys.service.js';

@ApiTags('Ticket codes')
@Controller('v1')
export class TicketKeysController {
  constructor(private readonly keys: TicketKeysService) {}

  /** The public keys that check the codes of an event's tickets, as a JWK set. The format of the codes is docs/ticket-code.md. */
  @Public()
  @Get('public/events/:slug/ticket-keys')
  @ApiOkResponse({ type: TicketKeySetDto })
  @Refuses(linkUnknown)
  getTicketKeySet(@Param('slug') slug: string): Promise<TicketKeySetDto> {
    return this.keys.keySet(slug);
  }

  /** The keys that sign, and signed, the tickets of an event. */
  @Can('tickets:read')
  @Get('events/:eventId/ticket-keys')
  @ApiOkResponse({ type: TicketKeyListDto })
  @Refuses(eventUnknown)
  listTicketKeys(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<TicketKeyListDto> {
    return this.keys.list(actor, eventId);
  }

  /** Makes a new key, which signs from now on. Tickets that are out keep their codes, and they go on admitting. */
  @Can('tickets:write')
  @Post('events/:eventId/ticket-keys')
  @ApiCreatedResponse({ type: TicketKeyDto })
  @Refuses(eventUnknown, ticketKeysUsedUp)
  rotateTicketKey(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<TicketKeyDto> {
    return this.keys.rotate(actor, eventId);
  }

  /** Revokes a key: no code that it signed admits any more. People find new codes by their private link. */
  @Can('tickets:write')
  @Post('events/:eventId/ticket-keys/:ticketKeyId/revocation')
  @HttpCode(200)
  @ApiOkResponse({ type: TicketKeyDto })
  @Refuses(eventUnknown, ticketKeyUnknown)
  revokeTicketKey(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('ticketKeyId', 'tke') ticketKeyId: string,
  ): Promise<TicketKeyDto> {
    return this.keys.revoke(actor, eventId, ticketKeyId);
  }
}
