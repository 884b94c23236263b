import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { CancellationsService } from './cancellations.service.js';
import { CancelOrderDto } from './order-request.dto.js';
import { OrderDto, OrderQuery } from './order.dto.js';
import { OrdersService } from './orders.service.js';
import {
  orderStateRefused,
  orderUnknown,
  refundTooHigh,
  ticketCancelled,
  ticketUnknown,
} from './registrations.problems.js';

@ApiTags('Registrations')
@Controller('v1')
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly cancellations: CancellationsService,
  ) {}

  /** The registrations for an event. */
  @Can('orders:read')
  @Get('events/:eventId/orders')
  @PageOf(OrderDto)
  @Refuses(eventUnknown, invalid, cursorUnknown)
  listOrders(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: OrderQuery,
  ): Promise<Page<OrderDto>> {
    return this.orders.list(actor, eventId, query);
  }

  /** One registration with its tickets. */
  @Can('orders:read')
  @Get('orders/:orderId')
  @ApiOkResponse({ type: OrderDto })
  @Refuses(orderUnknown)
  getOrder(@CurrentActor() actor: Actor, @IdParam('orderId', 'ord') orderId: string): Promise<OrderDto> {
    return this.orders.show(actor, orderId);
  }

  /** Cancels somebody's registration, or some tickets of it. The places are free at once. */
  @Can('orders:write')
  @Post('orders/:orderId/cancellation')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderDto })
  @Refuses(orderUnknown, ticketUnknown, ticketCancelled, invalid, orderStateRefused, refundTooHigh)
  cancelOrder(
    @CurrentActor() actor: Actor,
    @IdParam('orderId', 'ord') orderId: string,
    @Body() body: CancelOrderDto,
  ): Promise<OrderDto> {
    return this.cancellations.cancelFor(actor, orderId, body);
  }
}
