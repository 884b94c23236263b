import { Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Public } from '../../platform/auth/can.js';
import { keyInFlight, keyReused } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import {
  eventOver,
  orderStateRefused,
  resaleNotOffered,
  resaleOpen,
  resaleUnknown,
  ticketBound,
  ticketCancelled,
  ticketUnknown,
  ticketUsed,
} from './registrations.problems.js';
import { ResaleDto, ResalesDto } from './resale.dto.js';
import { ResaleService } from './resale.service.js';

@ApiTags('Public')
@Controller('v1/public/orders/:token')
export class ResaleController {
  constructor(private readonly resale: ResaleService) {}

  /**
   * Returns a ticket for resale at face value, with what was added to it.
   * @remarks It stays valid until somebody on the waiting list is offered its place; then it is cancelled and all of its price
   * comes back, whatever the policy says. It may be taken back until then.
   */
  @Public()
  @Post('tickets/:ticketId/resale')
  @ApiCreatedResponse({ type: ResaleDto })
  @Refuses(linkUnknown, ticketUnknown, ticketCancelled, ticketBound, ticketUsed, resaleNotOffered, resaleOpen)
  @Refuses(orderStateRefused, eventOver, keyReused, keyInFlight)
  returnMyTicket(
    @Param('token') token: string,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
  ): Promise<ResaleDto> {
    return this.resale.offer(token, claim, ticketId);
  }

  /** Keeps the ticket after all. */
  @Public()
  @Delete('tickets/:ticketId/resale')
  @ApiOkResponse({ type: ResaleDto })
  @Refuses(linkUnknown, resaleUnknown)
  keepMyTicket(
    @Param('token') token: string,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
  ): Promise<ResaleDto> {
    return this.resale.withdraw(token, claim, ticketId);
  }

  /** The tickets of a registration that were returned for resale, newest first. */
  @Public()
  @Get('resales')
  @ApiOkResponse({ type: ResalesDto })
  @Refuses(linkUnknown)
  listMyResales(@Param('token') token: string): Promise<ResalesDto> {
    return this.resale.list(token);
  }
}
