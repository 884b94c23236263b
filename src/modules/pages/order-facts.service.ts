import { Injectable } from '@nestjs/common';
import { fromPublicId } from '../../kernel/id.js';
import { Links } from '../../platform/links/links.service.js';
import { PaymentsService } from '../payments/payments.service.js';
import { MyOrdersService } from '../registrations/my-orders.service.js';
import { OffersService } from '../ticketing/offers.service.js';
import { AfterSaleFactsService } from './after-sale-facts.service.js';
import { EventPagesService } from './event-pages.service.js';
import type { OrderFacts } from './order-facts.js';

/** Reads what the pages of a registration show to the holder of its private link. */
@Injectable()
export class OrderFactsService {
  constructor(
    private readonly links: Links,
    private readonly events: EventPagesService,
    private readonly offers: OffersService,
    private readonly orders: MyOrdersService,
    private readonly payments: PaymentsService,
    private readonly afterSale: AfterSaleFactsService,
  ) {}

  async facts(token: string): Promise<OrderFacts> {
    const { actor, subjectId } = await this.links.visit('order', token);
    const order = await this.orders.show(token);
    const eventId = fromPublicId('evt', order.eventId) ?? '';
    const invitation = { token: '', name: null, email: null, locale: null };
    const door = { actor, eventId, path: '', invitation };
    const { event, organization, offers, now } = await this.events.facts(door, { everything: true });
    const { items } = await this.offers.questions(event.slug);
    return {
      event,
      onlineUrl: await this.events.onlineUrl(door),
      organization: organization.name,
      offers,
      path: `/t/${token}`,
      order,
      questions: items,
      money: { methods: await this.payments.methods(token), payments: await this.payments.mine(token) },
      afterSale: await this.afterSale.facts(token, actor, { orderId: subjectId, eventId }),
      now,
    };
  }
}
