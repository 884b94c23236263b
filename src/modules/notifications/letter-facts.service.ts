import { Injectable } from '@nestjs/common';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, inLocale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import type { Mail } from '../../platform/mail/mails.service.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { type AskedTransfer, PaymentsService } from '../payments/payments.service.js';
import type { RefundDto } from '../payments/refund.dto.js';
import { RefundsService } from '../payments/refunds.service.js';
import { type Order, OrdersService, admits } from '../registrations/orders.service.js';
import { TicketCodes } from '../registrations/ticket-codes.service.js';
import { OffersService } from '../ticketing/offers.service.js';
import type { LetterView } from './letter.js';

/** What a letter is written from, as it is true when the letter goes out. */
export interface LetterFacts {
  order: Order;
  event: Awaited<ReturnType<EventsService['get']>>;
  organization: string;
  locale: Locale;
  /** What came back, in a letter that says so. */
  refund: RefundDto | null;
  /** The bank transfer that was chosen last, whether or not there still is time for it. */
  transfer: AskedTransfer | null;
}

/** Reads what letters say. Ticket codes are derived here and stored nowhere. */
@Injectable()
export class LetterFactsService {
  constructor(
    private readonly organizations: OrganizationsService,
    private readonly events: EventsService,
    private readonly offers: OffersService,
    private readonly orders: OrdersService,
    private readonly codes: TicketCodes,
    private readonly refunds: RefundsService,
    private readonly payments: PaymentsService,
  ) {}

  async of(tx: Tx, actor: Actor, { data, locale }: Mail): Promise<LetterFacts> {
    const orderId = String(data['orderId']);
    const order = await this.orders.get(tx, actor, orderId);
    const event = await this.events.get(tx, actor, order.eventId);
    const { name: organization } = await this.organizations.get(tx, actor);
    const refund = data['refundId'] === undefined ? null : await this.refundOf(actor, orderId, data['refundId']);
    const transfer = await this.payments.askedTransfer(tx, actor, orderId);
    return { order, event, organization, locale, refund, transfer };
  }

  private async refundOf(actor: Actor, orderId: string, refundId: unknown): Promise<RefundDto | null> {
    const refunds = await this.refunds.list(actor, orderId);
    return refunds.find(({ id }) => id === toPublicId('rfd', String(refundId))) ?? null;
  }

  /** The tickets that admit, with their codes. */
  async tickets(tx: Tx, actor: Actor, { order, locale }: LetterFacts): Promise<LetterView['tickets']> {
    const offers = await this.offers.offers(tx, actor, order.eventId, { invited: true, everything: true });
    const names = new Map(offers.map((offer) => [offer.ticketTypeId, inLocale(offer.name, locale)]));
    const codeOf = await this.codes.of(tx, actor, order.eventId);
    return order.tickets
      .filter((ticket) => admits(order, ticket))
      .map((ticket) => ({
        name: names.get(toPublicId('tty', ticket.ticketTypeId)) ?? '',
        attendee: ticket.attendeeName ?? order.name,
        code: codeOf(ticket),
      }));
  }
}
