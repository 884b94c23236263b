import { Injectable } from '@nestjs/common';
import { fromPublicId } from '../../kernel/id.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { Links } from '../../platform/links/links.service.js';
import { PublicEventDto } from '../events/event.dto.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { PaymentsService } from '../payments/payments.service.js';
import { MyOrdersService } from '../registrations/my-orders.service.js';
import { OffersService } from '../ticketing/offers.service.js';
import type { OrderFacts } from './order.view.js';

/** Reads what the pages of a registration show to the holder of its private link. */
@Injectable()
export class OrderFactsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly organizations: OrganizationsService,
    private readonly events: EventsService,
    private readonly offers: OffersService,
    private readonly orders: MyOrdersService,
    private readonly payments: PaymentsService,
  ) {}

  async facts(token: string): Promise<OrderFacts> {
    const { actor } = await this.links.visit('order', token);
    const order = await this.orders.show(token);
    const eventId = fromPublicId('evt', order.eventId) ?? '';
    const facts = await this.db.read(actor, async (tx) => {
      const event = await this.events.getPublic(tx, actor, eventId);
      return {
        event: PublicEventDto.of(event),
        onlineUrl: event.onlineUrl,
        organization: (await this.organizations.get(tx, actor)).name,
        offers: await this.offers.offers(tx, actor, eventId, { invited: true, everything: true }),
      };
    });
    const { items } = await this.offers.questions(facts.event.slug);
    const money = { methods: await this.payments.methods(token), payments: await this.payments.mine(token) };
    return { ...facts, path: `/t/${token}`, order, questions: items, money, now: this.clock.now() };
  }
}
