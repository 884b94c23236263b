import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { type MailRequest, Mails } from '../../platform/mail/mails.service.js';
import type { EventCancelled, EventRescheduled } from '../events/events.messages.js';
import type {
  OrderCancelled,
  OrderChanged,
  OrderConfirmed,
  OrderDenied,
  OrderDue,
  OrderExpired,
  OrderLinkWanted,
  OrderPlaced,
  OrderRequested,
  OrderUnpaid,
} from '../registrations/registrations.messages.js';
import type { RefundDone } from '../payments/payments.messages.js';
import { type Order, OrdersService } from '../registrations/orders.service.js';
import type { OrderLetter } from './order-letters.service.js';
import { type Recipient, registeredFor } from './recipients.queries.js';

const subscriber = 'notifications';

/** What a letter is about; the occasion makes it one letter, however often the news comes. */
interface Occasion {
  letter: OrderLetter;
  occasion: (order: Pick<Order, 'version' | 'turns' | 'total' | 'expiresAt' | 'pendingAdmits'>) => string;
  data?: Record<string, string>;
}

/** Tells people by mail what happens to their registration. The key of each mail makes it one mail, however often the news comes. */
@Injectable()
export class NotificationsService implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly mails: Mails,
    private readonly clock: Clock,
    private readonly orders: OrdersService,
  ) {}

  onModuleInit(): void {
    this.hearOfMoney();
    this.jobs.on<OrderConfirmed['data']>('order.confirmed', subscriber, (tx, actor, { orderId }) =>
      this.tellOne(tx, actor, orderId, {
        letter: 'order-confirmed',
        occasion: ({ turns }) => (turns === 0 ? 'confirmed' : `confirmed:${turns}`),
      }),
    );
    this.jobs.on<OrderChanged['data']>('order.changed', subscriber, async (tx, actor, { orderId, notify }) => {
      if (notify)
        await this.tellOne(tx, actor, orderId, {
          letter: 'order-changed',
          occasion: ({ version }) => `changed:${version}`,
        });
    });
    this.jobs.on<OrderCancelled['data']>('order.cancelled', subscriber, async (tx, actor, { orderId, notify }) => {
      if (notify)
        await this.tellOne(tx, actor, orderId, {
          letter: 'order-cancelled',
          occasion: ({ turns }) => `cancelled:${turns}`,
        });
    });
    // Wanted at most once an hour, so the hour tells one wish from the next.
    this.jobs.on<OrderLinkWanted['data']>('order.link-wanted', subscriber, (tx, actor, { orderId }) =>
      this.tellOne(tx, actor, orderId, {
        letter: 'order-link',
        occasion: () => `link:${this.clock.now().toISOString().slice(0, 13)}`,
      }),
    );
    this.jobs.on<EventRescheduled['data']>(
      'event.rescheduled',
      subscriber,
      async (tx, actor, { eventId, calendarSequence, notify }) => {
        const news = { letter: 'event-rescheduled', occasion: `rescheduled:${calendarSequence}` } as const;
        if (notify) await this.tellAll(tx, actor, eventId, news);
      },
    );
    this.jobs.on<EventCancelled['data']>('event.cancelled', subscriber, (tx, actor, { eventId }) =>
      this.tellAll(tx, actor, eventId, { letter: 'event-cancelled', occasion: 'event-cancelled' }),
    );
  }

  /** Before an order is paid, and after money went back. What an order costs, or its deadline, tells one occasion from the next. */
  private hearOfMoney(): void {
    this.jobs.on<OrderRequested['data']>('order.requested', subscriber, (tx, actor, { orderId }) =>
      this.tellOne(tx, actor, orderId, { letter: 'order-requested', occasion: () => 'requested' }),
    );
    this.jobs.on<OrderDenied['data']>('order.denied', subscriber, async (tx, actor, { orderId, notify }) => {
      if (notify) await this.tellOne(tx, actor, orderId, { letter: 'order-denied', occasion: () => 'denied' });
    });
    this.jobs.on<OrderPlaced['data']>('order.placed', subscriber, (tx, actor, { orderId }) =>
      this.tellOne(tx, actor, orderId, {
        letter: 'order-placed',
        occasion: ({ expiresAt, pendingAdmits }) =>
          `placed:${expiresAt?.toISOString() ?? ''}${pendingAdmits ? ':admits' : ''}`,
      }),
    );
    this.jobs.on<OrderDue['data']>('order.due', subscriber, (tx, actor, { orderId }) =>
      this.tellOne(tx, actor, orderId, { letter: 'order-due', occasion: ({ total }) => `due:${total}` }),
    );
    this.jobs.on<OrderUnpaid['data']>('order.unpaid', subscriber, (tx, actor, { orderId }) =>
      this.tellOne(tx, actor, orderId, {
        letter: 'order-unpaid',
        occasion: ({ expiresAt }) => `unpaid:${expiresAt?.toISOString() ?? ''}`,
      }),
    );
    this.jobs.on<OrderExpired['data']>('order.expired', subscriber, (tx, actor, { orderId }) =>
      this.tellOne(tx, actor, orderId, {
        letter: 'order-expired',
        occasion: ({ expiresAt }) => `expired:${expiresAt?.toISOString() ?? ''}`,
      }),
    );
    this.jobs.on<RefundDone['data']>('refund.done', subscriber, (tx, actor, { orderId, refundId }) =>
      this.tellOne(tx, actor, orderId, {
        letter: 'order-refunded',
        occasion: () => `refunded:${refundId}`,
        data: { refundId },
      }),
    );
  }

  private async tellOne(tx: Tx, actor: Actor, orderId: string, { letter, occasion, data }: Occasion): Promise<void> {
    const order = await this.orders.get(tx, actor, orderId);
    if (!order.reachable) return;
    const mail = mailTo({ orderId, ...order }, letter, occasion(order));
    await this.mails.enqueue(tx, actor, [{ ...mail, data: { ...data, orderId } }]);
  }

  private async tellAll(
    tx: Tx,
    actor: Actor,
    eventId: string,
    news: { letter: OrderLetter; occasion: string },
  ): Promise<void> {
    const people = await registeredFor(tx, actor, eventId);
    await this.mails.enqueue(
      tx,
      actor,
      people.map((person) => mailTo(person, news.letter, news.occasion)),
    );
  }
}

const mailTo = ({ orderId, name, email, locale }: Recipient, letter: OrderLetter, occasion: string): MailRequest => ({
  template: letter,
  key: `order:${orderId}:${occasion}`,
  to: { address: email, name },
  locale,
  data: { orderId },
});
