import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, inLocale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { type Letter, type Mail, Mails } from '../../platform/mail/mails.service.js';
import { spanText, zoneText } from '../../platform/texts/moments.rules.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { type Order, OrdersService } from '../registrations/orders.service.js';
import { TicketCodes } from '../registrations/ticket-codes.service.js';
import { OffersService } from '../ticketing/offers.service.js';
import { type LetterView, drawLetter, letterTexts } from './letter.js';

/** The letters about a registration, by what happened. */
export const orderLetters = [
  'order-confirmed',
  'order-changed',
  'order-link',
  'order-cancelled',
  'event-rescheduled',
  'event-cancelled',
] as const;
export type OrderLetter = (typeof orderLetters)[number];

type Event = Awaited<ReturnType<EventsService['get']>>;

/** What a letter is written from, as it is true when the letter goes out. */
interface Facts {
  order: Order;
  event: Event;
  organization: string;
  locale: Locale;
}

/** With a calendar message go the letters that change what the attendee's calendar must show. */
const withCalendar: ReadonlySet<OrderLetter> = new Set<OrderLetter>([
  'order-confirmed',
  'order-cancelled',
  'event-rescheduled',
  'event-cancelled',
]);
const withTickets: ReadonlySet<OrderLetter> = new Set<OrderLetter>(['order-confirmed', 'order-changed', 'order-link']);

/** Writes the letters about registrations. Links and ticket codes are derived here and stored nowhere. */
@Injectable()
export class OrderLettersService implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly links: Links,
    private readonly mails: Mails,
    private readonly organizations: OrganizationsService,
    private readonly events: EventsService,
    private readonly offers: OffersService,
    private readonly orders: OrdersService,
    private readonly codes: TicketCodes,
    private readonly calendar: CalendarService,
  ) {}

  onModuleInit(): void {
    for (const letter of orderLetters)
      this.mails.compose(letter, (tx, actor, mail) => this.write(tx, actor, letter, mail));
  }

  /** Null where something has happened since that makes the letter untrue; that has a letter of its own. */
  private async write(tx: Tx, actor: Actor, letter: OrderLetter, mail: Mail): Promise<Letter | null> {
    const order = await this.orders.get(tx, actor, String(mail.data['orderId']));
    const event = await this.events.get(tx, actor, order.eventId);
    if (!isTrue(letter, order, event)) return null;
    const organization = (await this.organizations.get(tx, actor)).name;
    const facts = { order, event, organization, locale: mail.locale };
    const tickets = withTickets.has(letter) ? await this.tickets(tx, actor, facts) : [];
    const drawn = await drawLetter({
      ...said(letter, facts, tickets.length),
      tickets,
      button: this.button(letter, facts),
    });
    return withCalendar.has(letter) ? { ...drawn, calendar: await this.calendar.message(tx, actor, order.id) } : drawn;
  }

  private async tickets(tx: Tx, actor: Actor, { order, locale }: Facts): Promise<LetterView['tickets']> {
    const offers = await this.offers.offers(tx, actor, order.eventId, { invited: true });
    const names = new Map(offers.map((offer) => [offer.ticketTypeId, inLocale(offer.name, locale)]));
    return order.tickets
      .filter(({ state }) => state === 'valid')
      .map((ticket) => ({
        name: names.get(toPublicId('tty', ticket.ticketTypeId)) ?? '',
        attendee: ticket.attendeeName,
        code: this.codes.of(ticket.id, ticket.generation),
      }));
  }

  private button(letter: OrderLetter, { order, event, locale }: Facts): LetterView['button'] {
    const t = letterTexts[locale];
    if (letter === 'order-cancelled' || letter === 'event-cancelled') {
      return { label: t('eventPage'), href: `${this.config.publicUrl}/e/${event.slug}?lang=${locale}` };
    }
    return {
      label: t('manage'),
      href: `${this.config.publicUrl}/t/${this.links.token('order', order.id)}?lang=${locale}`,
    };
  }
}

function isTrue(letter: OrderLetter, order: Order, event: Event): boolean {
  if (letter === 'order-cancelled') return order.state === 'cancelled';
  if (letter === 'event-cancelled') return event.status === 'cancelled';
  return order.state === 'paid' && event.status !== 'cancelled';
}

function said(
  letter: OrderLetter,
  { order, event, organization, locale }: Facts,
  count: number,
): Omit<LetterView, 'tickets' | 'button'> {
  const t = letterTexts[locale];
  const title = inLocale(event.title, locale);
  const online = event.format === 'offline' ? [] : [t('online')];
  const venue = event.format === 'online' ? [] : [event.venueName, event.venueAddress].filter((line) => line !== null);
  const joins = withTickets.has(letter) || letter === 'event-rescheduled';
  return {
    locale,
    organization,
    subject: t(`${letter}.subject`, { event: title }),
    heading: t(`${letter}.heading`),
    before: [t('greeting', { name: order.name }), t(`${letter}.text`, { count })],
    event: {
      title,
      when: spanText(event.startsAt, event.endsAt, event.timeZone, locale),
      zone: zoneText(event.startsAt, event.timeZone, locale),
      where: [...venue, ...online],
    },
    after: [
      ...(joins && event.onlineUrl ? [t('join', { url: event.onlineUrl })] : []),
      t(`${letter}.after`, { code: order.code }),
    ],
  };
}
