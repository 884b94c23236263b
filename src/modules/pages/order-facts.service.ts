import { Injectable } from '@nestjs/common';
import { fromPublicId } from '../../kernel/id.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { Links } from '../../platform/links/links.service.js';
import { PublicEventDto } from '../events/event.dto.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { InvoicesService } from '../payments/invoices.service.js';
import { RefundsService } from '../payments/refunds.service.js';
import { ResaleService } from '../registrations/resale.service.js';
import { TransfersService } from '../registrations/transfers.service.js';
import { CatalogueService } from '../ticketing/catalogue.service.js';
import type { AfterSaleFacts } from './after-sale.view.js';
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
    private readonly refunds: RefundsService,
    private readonly invoices: InvoicesService,
    private readonly transfers: TransfersService,
    private readonly resales: ResaleService,
    private readonly catalogues: CatalogueService,
    private readonly config: Config,
  ) {}

  async facts(token: string): Promise<OrderFacts> {
    const { actor, subjectId } = await this.links.visit('order', token);
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
    const afterSale = await this.afterSale(token, actor, { orderId: subjectId, eventId });
    return { ...facts, path: `/t/${token}`, order, questions: items, money, afterSale, now: this.clock.now() };
  }

  private async afterSale(
    token: string,
    actor: Actor,
    { orderId, eventId }: { orderId: string; eventId: string },
  ): Promise<AfterSaleFacts> {
    const { settings } = await this.db.read(actor, (tx) => this.catalogues.load(tx, actor, eventId));
    return {
      transfers: (await this.transfers.list(token)).items,
      resales: (await this.resales.list(token)).items,
      refunds: await this.refunds.list(actor, orderId),
      invoices: await this.invoices.mine(token),
      offered: { transfers: settings.transfers, resale: settings.resale },
      wallets: { apple: this.config.applePass !== null, google: this.config.googleWallet !== null },
    };
  }
}
