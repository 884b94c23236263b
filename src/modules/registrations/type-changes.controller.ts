import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Public } from '../../platform/auth/can.js';
import { invalid, keyInFlight, keyReused } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { soldOut } from '../ticketing/ticketing.problems.js';
import { MyOrderDto } from './my-order.dto.js';
import {
  changeOpen,
  changeUnknown,
  differenceChanged,
  eventOver,
  orderStateRefused,
  ticketBound,
  ticketCancelled,
  ticketUnknown,
  ticketUsed,
  typeNotPossible,
} from './registrations.problems.js';
import { ChangeTypeDto, TypeOptionsDto } from './type-change.dto.js';
import { TypeChangesService } from './type-changes.service.js';

@ApiTags('Public')
@Controller('v1/public/orders/:token')
export class TypeChangesController {
  constructor(private readonly changes: TypeChangesService) {}

  /** What a ticket may become, with the difference to what was paid for it. */
  @Public()
  @Get('tickets/:ticketId/type-options')
  @ApiOkResponse({ type: TypeOptionsDto })
  @Refuses(linkUnknown, ticketUnknown, ticketCancelled, ticketBound, ticketUsed, orderStateRefused, eventOver)
  listMyTypeOptions(
    @Param('token') token: string,
    @IdParam('ticketId', 'tkt') ticketId: string,
  ): Promise<TypeOptionsDto> {
    return this.changes.options(token, ticketId);
  }

  /**
   * Makes the ticket one of another type or variation.
   * @remarks Where that costs no more it is done at once, with a new code, and of the difference comes back what would if it
   * were cancelled: by the policy of the order, less its fee, and nothing where attendees may not cancel. Where it is dearer, the new place is held and `due` says what is to be paid; until then, and where it is not paid in
   * time, the ticket stays what it is.
   */
  @Public()
  @Post('tickets/:ticketId/type')
  @HttpCode(200)
  @ApiOkResponse({ type: MyOrderDto })
  @Refuses(linkUnknown, ticketUnknown, ticketCancelled, ticketBound, ticketUsed, orderStateRefused, eventOver)
  @Refuses(typeNotPossible, differenceChanged, changeOpen, soldOut, invalid, keyReused, keyInFlight)
  changeMyTicketType(
    @Param('token') token: string,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: ChangeTypeDto,
  ): Promise<MyOrderDto> {
    return this.changes.change(token, claim, ticketId, body);
  }

  /** Does not want the change that waits for its payment: the ticket stays what it is. */
  @Public()
  @Delete('type-change')
  @ApiOkResponse({ type: MyOrderDto })
  @Refuses(linkUnknown, changeUnknown)
  withdrawMyTypeChange(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
  ): Promise<MyOrderDto> {
    return this.changes.withdraw(token, claim);
  }
}
