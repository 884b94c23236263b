import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { eventUnknown } from '../events/events.problems.js';
import {
  codeAppliesToNothing,
  codeBudgetSpent,
  codeNotOffered,
  codeNotValidNow,
  codeUsedByYou,
  codeUsedUp,
} from '../ticketing/codes.problems.js';
import {
  addOnAlone,
  addOnNotOffered,
  addOnsOutsideLimits,
  alreadyRegistered,
  currencyNotOffered,
  eventCancelled,
  nameMissing,
  notOffered,
  priceFixed,
  priceTooLow,
  registrationOver,
  soldOut,
  variationMissing,
  variationNotOffered,
} from '../ticketing/ticketing.problems.js';
import { ApprovalsService } from './approvals.service.js';
import { AdmitPendingDto, DenyOrderDto, ExtendOrderDto, PlaceOrderDto } from './decision.dto.js';
import { DeadlinesService } from './deadlines.service.js';
import { OrderDto } from './order.dto.js';
import { PlacingService } from './placing.service.js';
import { noStock, orderStateRefused, orderUnknown } from './registrations.problems.js';

@ApiTags('Registrations')
@Controller('v1')
export class DecisionsController {
  constructor(
    private readonly placing: PlacingService,
    private readonly approvals: ApprovalsService,
    private readonly deadlines: DeadlinesService,
  ) {}

  /**
   * Places an order for somebody.
   * @remarks Windows, limits, hidden types and approval do not stand against it; places, names and variations do.
   */
  @Can('orders:write')
  @Post('events/:eventId/orders')
  @ApiCreatedResponse({ type: OrderDto })
  @Refuses(
    eventUnknown,
    linkUnknown,
    eventCancelled,
    registrationOver,
    notOffered,
    variationMissing,
    variationNotOffered,
  )
  @Refuses(addOnAlone, addOnNotOffered, addOnsOutsideLimits, currencyNotOffered, priceFixed, priceTooLow, nameMissing)
  @Refuses(codeNotOffered, codeNotValidNow, codeUsedUp, codeUsedByYou, codeBudgetSpent, codeAppliesToNothing)
  @Refuses(alreadyRegistered, soldOut, invalid)
  placeOrderFor(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: PlaceOrderDto,
  ): Promise<OrderDto> {
    return this.placing.place(actor, eventId, body);
  }

  /** Approves what somebody asked for: it is theirs, or waits for its money. Possible after the sale, too. */
  @Can('orders:write')
  @Post('orders/:orderId/approval')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderDto })
  @Refuses(orderUnknown, orderStateRefused, noStock)
  approveOrder(@CurrentActor() actor: Actor, @IdParam('orderId', 'ord') orderId: string): Promise<OrderDto> {
    return this.approvals.approve(actor, orderId);
  }

  /** Denies what somebody asked for. The places are free at once. */
  @Can('orders:write')
  @Post('orders/:orderId/denial')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderDto })
  @Refuses(orderUnknown, orderStateRefused, invalid)
  denyOrder(
    @CurrentActor() actor: Actor,
    @IdParam('orderId', 'ord') orderId: string,
    @Body() body: DenyOrderDto,
  ): Promise<OrderDto> {
    return this.approvals.deny(actor, orderId, body);
  }

  /** Gives a pending order more time; one that has expired takes its places again, where they are free. */
  @Can('orders:write')
  @Post('orders/:orderId/extension')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderDto })
  @Refuses(orderUnknown, orderStateRefused, noStock, invalid)
  extendOrder(
    @CurrentActor() actor: Actor,
    @IdParam('orderId', 'ord') orderId: string,
    @Body() body: ExtendOrderDto,
  ): Promise<OrderDto> {
    return this.deadlines.extend(actor, orderId, body);
  }

  /** Decides whether a pending order admits before it is paid. */
  @Can('orders:write')
  @Post('orders/:orderId/pending-admission')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderDto })
  @Refuses(orderUnknown, orderStateRefused, invalid)
  admitPendingOrder(
    @CurrentActor() actor: Actor,
    @IdParam('orderId', 'ord') orderId: string,
    @Body() body: AdmitPendingDto,
  ): Promise<OrderDto> {
    return this.deadlines.admitPending(actor, orderId, body.admits);
  }

  /** Gives a cancelled or expired order its tickets again, where their places are free. */
  @Can('orders:write')
  @Post('orders/:orderId/reactivation')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderDto })
  @Refuses(orderUnknown, orderStateRefused, noStock, invalid)
  reactivateOrder(
    @CurrentActor() actor: Actor,
    @IdParam('orderId', 'ord') orderId: string,
    @Body() body: ExtendOrderDto,
  ): Promise<OrderDto> {
    return this.deadlines.reactivate(actor, orderId, body);
  }
}
