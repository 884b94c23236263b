import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Public } from '../../platform/auth/can.js';
import {
  invalid,
  keyInFlight,
  keyReused,
  overloaded,
  preconditionRequired,
  versionConflict,
} from '../../platform/http/http.problems.js';
import { AlwaysSent } from '../../platform/http/etag.interceptor.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { Refuses } from '../../platform/http/refuses.js';
import { admissionOver, admissionRequired, roomNotOpen } from '../rooms/rooms.problems.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import {
  codeAppliesToNothing,
  codeBudgetSpent,
  codeNotValidNow,
  codeNotOffered,
  codeUsedByYou,
  codeUsedUp,
} from '../ticketing/codes.problems.js';
import {
  addOnAlone,
  addOnNotOffered,
  addOnsOutsideLimits,
  alreadyRegistered,
  answersInvalid,
  companionMissing,
  currencyNotOffered,
  emailUnproven,
  eventCancelled,
  nameMissing,
  notOffered,
  notYetOnSale,
  priceFixed,
  priceTooHigh,
  priceTooLow,
  registrationOver,
  saleOver,
  soldOut,
  tooFew,
  tooMany,
  tooManyForPerson,
  tooManyHolds,
  variationMissing,
  variationNotOffered,
} from '../ticketing/ticketing.problems.js';
import { CancellationPreviewDto, CancellationPreviewQuery } from './cancellation.dto.js';
import { MyOrderDto } from './my-order.dto.js';
import { MyOrdersService } from './my-orders.service.js';
import { CancelMineDto, ChangeOrderDto, NewOrderDto } from './order-request.dto.js';
import { OrdersService } from './orders.service.js';
import {
  cancellationClosed,
  cancellationNotOffered,
  eventOver,
  orderStateRefused,
  refundChanged,
  restRefused,
  ticketBound,
  ticketCancelled,
  ticketUnknown,
  ticketUsed,
} from './registrations.problems.js';

@ApiTags('Public')
@Controller('v1/public')
export class PublicOrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly mine: MyOrdersService,
  ) {}

  /**
   * Registers a person, with a ticket for each attendee.
   * @remarks All tickets or none. The answer is committed when it comes: the places are taken. Repeat it with the same
   * Idempotency-Key after a 503 or a lost connection.
   */
  @Public()
  @Post('events/:slug/orders')
  @ApiCreatedResponse({ type: MyOrderDto })
  @Refuses(linkUnknown, eventCancelled, registrationOver, notOffered, notYetOnSale, saleOver, tooFew, tooMany)
  @Refuses(variationMissing, variationNotOffered, addOnAlone, addOnNotOffered, addOnsOutsideLimits, companionMissing)
  @Refuses(
    currencyNotOffered,
    priceFixed,
    priceTooHigh,
    priceTooLow,
    codeNotOffered,
    codeNotValidNow,
    codeUsedUp,
    codeUsedByYou,
  )
  @Refuses(codeBudgetSpent, codeAppliesToNothing, tooManyForPerson, tooManyHolds, emailUnproven, nameMissing)
  @Refuses(alreadyRegistered, soldOut, answersInvalid, invalid, keyReused, keyInFlight, overloaded)
  @Refuses(admissionRequired, admissionOver, roomNotOpen)
  placeOrder(
    @Param('slug') slug: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: NewOrderDto,
  ): Promise<MyOrderDto> {
    return this.orders.placeAt(slug, claim, body);
  }

  /** The registration that a private link belongs to. */
  @Public()
  @AlwaysSent()
  @Get('orders/:token')
  @ApiOkResponse({ type: MyOrderDto })
  @Refuses(linkUnknown)
  getMyOrder(@Param('token') token: string): Promise<MyOrderDto> {
    return this.mine.show(token);
  }

  /** Changes names and answers; what is left out stays. Possible until the event is over. */
  @Public()
  @Patch('orders/:token')
  @ApiOkResponse({ type: MyOrderDto })
  @Refuses(
    linkUnknown,
    invalid,
    answersInvalid,
    ticketUnknown,
    ticketCancelled,
    orderStateRefused,
    eventOver,
    preconditionRequired,
    versionConflict,
  )
  changeMyOrder(
    @Param('token') token: string,
    @IfMatch() version: number,
    @Body() body: ChangeOrderDto,
  ): Promise<MyOrderDto> {
    return this.mine.change(token, version, body);
  }

  /** What would come back if the registration, or one ticket of it, were cancelled now; what would be kept, and why. */
  @Public()
  @Get('orders/:token/cancellation-preview')
  @ApiOkResponse({ type: CancellationPreviewDto })
  @Refuses(linkUnknown, ticketUnknown, ticketCancelled, invalid, orderStateRefused, eventOver)
  previewMyCancellation(
    @Param('token') token: string,
    @Query() query: CancellationPreviewQuery,
  ): Promise<CancellationPreviewDto> {
    return this.mine.previewCancellation(token, query.ticketId ?? null);
  }

  /** Cancels the whole registration. The places are free at once, and what comes back is on its way. */
  @Public()
  @Post('orders/:token/cancellation')
  @HttpCode(200)
  @ApiOkResponse({ type: MyOrderDto })
  @Refuses(linkUnknown, invalid, orderStateRefused, eventOver, keyReused, keyInFlight)
  @Refuses(refundChanged, cancellationClosed, cancellationNotOffered, ticketUsed)
  cancelMyOrder(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: CancelMineDto,
  ): Promise<MyOrderDto> {
    return this.mine.cancel(token, claim, null, body);
  }

  /** Cancels one ticket. Its place is free at once; with the last one the registration is cancelled. */
  @Public()
  @Post('orders/:token/tickets/:ticketId/cancellation')
  @HttpCode(200)
  @ApiOkResponse({ type: MyOrderDto })
  @Refuses(linkUnknown, ticketUnknown, ticketCancelled, invalid, orderStateRefused, eventOver, keyReused, keyInFlight)
  @Refuses(refundChanged, cancellationClosed, cancellationNotOffered, ticketUsed, ticketBound, restRefused)
  cancelMyTicket(
    @Param('token') token: string,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: CancelMineDto,
  ): Promise<MyOrderDto> {
    return this.mine.cancel(token, claim, ticketId, body);
  }
}
