import { Injectable } from '@nestjs/common';
import { toPublicId } from '../../kernel/id.js';
import { inLocale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { EventsService } from '../events/events.service.js';
import { orderUnknown } from '../registrations/registrations.problems.js';
import type { PaymentIntent } from './payment-provider.js';
import { type Payment, orderForPayment } from './payments.queries.js';

/** What a provider is told of a payment: the same each time, so that telling it twice begins one payment. */
@Injectable()
export class PaymentIntents {
  constructor(
    private readonly config: Config,
    private readonly links: Links,
    private readonly events: EventsService,
  ) {}

  async of(tx: Tx, actor: Actor, payment: Payment): Promise<PaymentIntent> {
    const order = await orderForPayment(tx, actor, payment.orderId);
    if (!order) throw orderUnknown();
    const event = await this.events.get(tx, actor, order.eventId);
    const manageUrl = `${this.config.publicUrl}/t/${this.links.token('order', order.id)}`;
    return {
      paymentId: payment.id,
      orderId: order.id,
      orderCode: order.code,
      money: { amount: payment.amount, currency: payment.currency },
      description: `${inLocale(event.title, order.locale)} · ${order.code}`.slice(0, 120),
      email: order.email,
      locale: order.locale,
      returnUrl: `${manageUrl}/payments/${toPublicId('pay', payment.id)}`,
    };
  }
}
