import { Injectable } from '@nestjs/common';
import { fromPublicId } from '../../kernel/id.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { EventsService } from '../events/events.service.js';
import { CatalogueService } from '../ticketing/catalogue.service.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { StockService } from '../ticketing/stock.service.js';
import { AdmissionDesk } from './admission-desk.js';
import { internalApplicationOf } from './application.js';
import { CancellationsService } from './cancellations.service.js';
import { grantTickets, setDeadline, setPendingAdmits, stopWaiting } from './decisions.queries.js';
import type { DenyOrderDto, ExtendOrderDto, PlaceOrderDto } from './decision.dto.js';
import { OrderDto } from './order.dto.js';
import type { Order } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { orderConfirmed, orderDenied, orderPlaced } from './registrations.messages.js';
import { noStock, orderStateRefused } from './registrations.problems.js';
import { SettlementsService } from './settlements.service.js';

/** What organisers decide about single orders. Each decision locks the stock before it reads the order. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly catalogues: CatalogueService,
    private readonly stock: StockService,
    private readonly holds: HoldsService,
    private readonly desk: AdmissionDesk,
    private readonly orders: OrdersService,
    private readonly settlements: SettlementsService,
    private readonly cancellations: CancellationsService,
    private readonly jobs: Jobs,
  ) {}

  /** Places an order for somebody, past the windows and limits of the sale; given away where a reason is named. */
  place(actor: Actor, eventId: string, input: PlaceOrderDto): Promise<OrderDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const application = internalApplicationOf(actor, input);
      const reply = (await this.desk.serveIn(tx, actor, eventId, [application])).get(application);
      if (!reply || !('order' in reply)) throw reply && 'problem' in reply ? reply.problem : noStock();
      return this.show(tx, actor, fromPublicId('ord', reply.order.id) ?? '');
    });
  }

  /** The places were held all the while, so no window or limit of the sale speaks against it. */
  approve(actor: Actor, orderId: string): Promise<OrderDto> {
    return this.decide(actor, orderId, async (tx, order) => {
      const to = order.total > 0 ? 'pending' : 'paid';
      if (order.state !== 'awaiting-approval' || order.holdId === null)
        throw orderStateRefused({ state: order.state });
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
    return this.decide(actor, orderId, async (tx, { state, eventId }) => {
      if (state !== 'awaiting-approval') throw orderStateRefused({ state });
      await this.cancellations.cancel(tx, actor, { orderId, ticketIds: null, reason, notify: false, refund: 'none' });
      await this.jobs.publish(tx, actor, [orderDenied(orderId, eventId, notify)]);
    });
  }

  /** Gives a pending order more time, from now; one that has expired takes its places again. */
  extend(actor: Actor, orderId: string, { hours }: ExtendOrderDto): Promise<OrderDto> {
    return this.decide(actor, orderId, async (tx, order) => {
      if (order.state === 'expired') return this.revive(tx, actor, order, hours);
      if (order.state !== 'pending') throw orderStateRefused({ state: order.state });
      await setDeadline(tx, actor, orderId, hours);
    });
  }

  /** Whether a pending order admits before it is paid. */
  admitPending(actor: Actor, orderId: string, admits: boolean): Promise<OrderDto> {
    return this.decide(actor, orderId, async (tx, { state }) => {
      if (state !== 'pending') throw orderStateRefused({ state });
      await setPendingAdmits(tx, actor, orderId, admits);
    });
  }

  /** Gives a cancelled or expired order its tickets again, where their places are free; it waits for its money anew. */
  reactivate(actor: Actor, orderId: string, { hours }: ExtendOrderDto): Promise<OrderDto> {
    return this.decide(actor, orderId, async (tx, order) => {
      if (order.state !== 'cancelled' && order.state !== 'expired') throw orderStateRefused({ state: order.state });
      await this.revive(tx, actor, order, hours);
    });
  }

  private async revive(tx: Tx, actor: Actor, order: Order, hours: number): Promise<void> {
    const { total } = await this.settlements.standing(tx, actor, order.id);
    const to = total > 0 ? 'pending' : 'paid';
    if (!(await this.settlements.revive(tx, actor, order, to === 'paid' ? 'valid' : 'reserved'))) throw noStock();
    await stopWaiting(tx, actor, order.id, { from: order.state, to, hours });
    const news = to === 'paid' ? orderConfirmed : orderPlaced;
    await this.jobs.publish(tx, actor, [news(order.id, order.eventId)]);
  }

  private decide(
    actor: Actor,
    orderId: string,
    decision: (tx: Tx, order: Order) => Promise<void>,
  ): Promise<OrderDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.orders.get(tx, actor, orderId);
      await this.stock.lock(tx, actor, eventId);
      await this.stock.settle(tx, actor, eventId);
      await decision(tx, await this.orders.get(tx, actor, orderId));
      return this.show(tx, actor, orderId);
    });
  }

  private async show(tx: Tx, actor: Actor, orderId: string): Promise<OrderDto> {
    return OrderDto.of(await this.orders.get(tx, actor, orderId));
  }
}
