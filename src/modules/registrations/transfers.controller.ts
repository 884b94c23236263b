import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Public } from '../../platform/auth/can.js';
import { invalid, keyInFlight, keyReused } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { answersInvalid } from '../ticketing/ticketing.problems.js';
import { MyOrderDto } from './my-order.dto.js';
import {
  eventOver,
  orderStateRefused,
  ticketBound,
  ticketCancelled,
  ticketUnknown,
  ticketUsed,
  transferOpen,
  transferOver,
  transferTooOften,
  transferUnknown,
  transfersNotOffered,
} from './registrations.problems.js';
import { AcceptTransferDto, OfferTransferDto, OfferedTicketDto, TransferDto, TransfersDto } from './transfer.dto.js';
import { TransfersService } from './transfers.service.js';

@ApiTags('Public')
@Controller('v1/public')
export class TransfersController {
  constructor(private readonly transfers: TransfersService) {}

  /**
   * Offers a ticket, with what was added to it, to somebody else, who gets a mail with a link.
   * @remarks The ticket stays valid until the offer is accepted. The money stays with whoever paid: the receiver cannot have it
   * refunded, nor can the giver from then on. Each offer is a mail to somebody who has not asked for one, so those of a ticket, and
   * of a registration, that came to nothing are counted: after some in a day no more are made.
   */
  @Public()
  @Post('orders/:token/tickets/:ticketId/transfer')
  @ApiCreatedResponse({ type: TransferDto })
  @Refuses(linkUnknown, ticketUnknown, ticketCancelled, ticketBound, ticketUsed, transferOpen, transfersNotOffered)
  @Refuses(transferTooOften, orderStateRefused, eventOver, invalid, keyReused, keyInFlight)
  offerMyTicket(
    @Param('token') token: string,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: OfferTransferDto,
  ): Promise<TransferDto> {
    return this.transfers.offer(token, claim, ticketId, body);
  }

  /** The offers of a registration's tickets, newest first. */
  @Public()
  @Get('orders/:token/transfers')
  @ApiOkResponse({ type: TransfersDto })
  @Refuses(linkUnknown)
  listMyTransfers(@Param('token') token: string): Promise<TransfersDto> {
    return this.transfers.list(token);
  }

  /** Takes the offer of a ticket back. */
  @Public()
  @Delete('orders/:token/tickets/:ticketId/transfer')
  @ApiOkResponse({ type: TransferDto })
  @Refuses(linkUnknown, transferUnknown, transferOver)
  withdrawMyTransfer(
    @Param('token') token: string,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
  ): Promise<TransferDto> {
    return this.transfers.withdraw(token, claim, ticketId);
  }

  /** The ticket that somebody is offered. */
  @Public()
  @Get('transfers/:token')
  @ApiOkResponse({ type: OfferedTicketDto })
  @Refuses(linkUnknown)
  getOfferedTicket(@Param('token') token: string): Promise<OfferedTicketDto> {
    return this.transfers.show(token);
  }

  /**
   * Takes the ticket: the receiver gets a registration of their own with it.
   * @remarks The code that the giver has no longer admits. The questions of the event are asked anew.
   */
  @Public()
  @Post('transfers/:token/acceptance')
  @ApiCreatedResponse({ type: MyOrderDto })
  @Refuses(linkUnknown, transferOver, ticketUnknown, ticketCancelled, ticketUsed, orderStateRefused, eventOver)
  @Refuses(answersInvalid, invalid, keyReused, keyInFlight)
  acceptTransfer(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: AcceptTransferDto,
  ): Promise<MyOrderDto> {
    return this.transfers.accept(token, claim, body);
  }

  /** Does not want the ticket: it stays with whoever offered it. */
  @Public()
  @Post('transfers/:token/refusal')
  @HttpCode(200)
  @ApiOkResponse({ type: OfferedTicketDto })
  @Refuses(linkUnknown, transferOver, keyReused, keyInFlight)
  declineTransfer(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
  ): Promise<OfferedTicketDto> {
    return this.transfers.decline(token, claim);
  }
}
