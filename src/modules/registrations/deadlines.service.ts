import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import type { ExtendOrderDto } from './decision.dto.js';
import { setDeadline, setPendingAdmits, stopWaiting } from './decisions.queries.js';
import type { OrderDto } from './order.dto.js';
import { OrderLock } from './order-lock.js';
import type { Order } from './orders.queries.js';
import { orderConfirmed, orderPlaced } from './registrations.messages.js';
import { noStock, orderStateRefused } from './registrations.problems.js';
import { SettlementsService } from './settlements.service.js';

/** How long orders wait for their money, and what organisers do about those that waited too long. */
@Injectable()
export class DeadlinesService {
  constructor(
    private readonly lock: OrderLock,
    private readonly settlements: SettlementsService,
    private readonly jobs: Jobs,
  ) {}

  /** Gives a pending order more time, from now; one that has expired takes its places again. */
  extend(actor: Actor, orderId: string, { hours }: ExtendOrderDto): Promise<OrderDto> {
    return this.lock.decide(actor, orderId, async (tx, order) => {
      if (order.state === 'expired') return this.revive(tx, actor, order, hours);
      if (order.state !== 'pending') throw orderStateRefused({ state: order.state });
      await setDeadline(tx, actor, orderId, hours);
    });
  }

  /** Whether a pending order admits before it is paid; where it does, its tickets are mailed. */
  admitPending(actor: Actor, orderId: string, admits: boolean): Promise<OrderDto> {
    return this.lock.decide(actor, orderId, async (tx, { state, eventId }) => {
      if (state !== 'pending') throw orderStateRefused({ state });
      await setPendingAdmits(tx, actor, orderId, admits);
      if (admits) await this.jobs.publish(tx, actor, [orderPlaced(orderId, eventId)]);
    });
  }

  /** Gives a cancelled or expired order its tickets again, where their places are free; it waits for its money anew. */
  reactivate(actor: Actor, orderId: string, { hours }: ExtendOrderDto): Promise<OrderDto> {
    return this.lock.decide(actor, orderId, async (tx, order) => {
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
}
