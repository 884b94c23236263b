import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { CatalogueService } from '../ticketing/catalogue.service.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { CancellationsService } from './cancellations.service.js';
import type { DenyOrderDto } from './decision.dto.js';
import { grantTickets, stopWaiting } from './decisions.queries.js';
import type { OrderDto } from './order.dto.js';
import { OrderLock } from './order-lock.js';
import { orderConfirmed, orderDenied, orderPlaced } from './registrations.messages.js';
import { noStock, orderStateRefused } from './registrations.problems.js';

/** What organisers say to those who ask for tickets that need approval. */
@Injectable()
export class ApprovalsService {
  constructor(
    private readonly lock: OrderLock,
    private readonly catalogues: CatalogueService,
    private readonly holds: HoldsService,
    private readonly cancellations: CancellationsService,
    private readonly jobs: Jobs,
  ) {}

  /** The places were held all the while, so no window or limit of the sale speaks against it. */
  approve(actor: Actor, orderId: string): Promise<OrderDto> {
    return this.lock.decide(actor, orderId, async (tx, order) => {
      const to = order.total > 0 ? 'pending' : 'paid';
      if (order.state !== 'awaiting-approval' || order.holdId === null) throw orderStateRefused({ state: order.state });
      if (!(await this.holds.convert(tx, actor, [order.holdId])).has(order.holdId)) throw noStock();
      const { settings } = await this.catalogues.load(tx, actor, order.eventId);
      await grantTickets(tx, actor, orderId, to === 'paid' ? 'valid' : 'reserved');
      await stopWaiting(tx, actor, orderId, { from: order.state, to, hours: settings.paymentHours });
      const news = to === 'paid' ? orderConfirmed : orderPlaced;
      await this.jobs.publish(tx, actor, [news(orderId, order.eventId)]);
    });
  }

  /** The places are free at once. */
  deny(actor: Actor, orderId: string, { reason, notify }: DenyOrderDto): Promise<OrderDto> {
    return this.lock.decide(actor, orderId, async (tx, { state, eventId }) => {
      if (state !== 'awaiting-approval') throw orderStateRefused({ state });
      await this.cancellations.cancel(tx, actor, { orderId, ticketIds: null, reason, notify: false, refund: 'none' });
      await this.jobs.publish(tx, actor, [orderDenied(orderId, eventId, notify)]);
    });
  }
}
