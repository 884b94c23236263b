import { Injectable, type OnModuleInit } from '@nestjs/common';
import { inLocale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { type Letter, type Mail, Mails } from '../../platform/mail/mails.service.js';
import { moneyText } from '../../platform/texts/figures.rules.js';
import { momentText, spanText, zoneText } from '../../platform/texts/moments.rules.js';
import { CalendarService } from '../calendar/calendar.service.js';
import type { Order } from '../registrations/orders.service.js';
import { type LetterFacts, LetterFactsService } from './letter-facts.service.js';
import { type LetterView, drawLetter, letterTexts } from './letter.js';

/** The letters about a registration, by what happened. */
export const orderLetters = [
  'order-requested',
  'order-denied',
  'order-placed',
  'order-due',
  'order-unpaid',
  'order-expired',
  'order-confirmed',
  'order-changed',
  'order-link',
  'order-cancelled',
  'order-refunded',
  'event-rescheduled',
  'event-cancelled',
] as const;
export type OrderLetter = (typeof orderLetters)[number];

type OrderState = Order['state'];

/** With a calendar message go the letters that change what the attendee's calendar must show. */
const withCalendar: ReadonlySet<OrderLetter> = new Set<OrderLetter>([
  'order-confirmed',
  'order-cancelled',
  'event-rescheduled',
  'event-cancelled',
]);
/** One that waits for its money has tickets only where they admit meanwhile; an event that moved has new codes. */
const withTickets: ReadonlySet<OrderLetter> = new Set<OrderLetter>([
  'order-placed',
  'order-confirmed',
  'order-changed',
  'order-link',
  'event-rescheduled',
]);

/** Writes the letters about registrations. Links and ticket codes are derived here and stored nowhere. */
@Injectable()
export class OrderLettersService implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly links: Links,
    private readonly mails: Mails,
    private readonly calendar: CalendarService,
    private readonly facts: LetterFactsService,
  ) {}

  onModuleInit(): void {
    for (const letter of orderLetters)
      this.mails.compose(letter, (tx, actor, mail) => this.write(tx, actor, letter, mail));
  }

  /** Null where something has happened since that makes the letter untrue; that has a letter of its own. */
  private async write(tx: Tx, actor: Actor, letter: OrderLetter, mail: Mail): Promise<Letter | null> {
    const facts = await this.facts.of(tx, actor, mail);
    if (!isTrue(letter, facts)) return null;
    const tickets = withTickets.has(letter) ? await this.facts.tickets(tx, actor, facts) : [];
    const drawn = await drawLetter({
      ...said(letter, facts, tickets.length),
      tickets,
      button: this.button(letter, facts),
    });
    return withCalendar.has(letter)
      ? { ...drawn, calendar: await this.calendar.message(tx, actor, facts.order.id) }
      : drawn;
  }

  private button(letter: OrderLetter, { order, event, locale }: LetterFacts): LetterView['button'] {
    const t = letterTexts[locale];
    if (toEvent.has(letter)) {
      return { label: t('eventPage'), href: `${this.config.publicUrl}/e/${event.slug}?lang=${locale}` };
    }
    return {
      label: t(order.state === 'pending' ? 'pay' : 'manage'),
      href: `${this.config.publicUrl}/t/${this.links.token('order', order.id)}?lang=${locale}`,
    };
  }
}

/** After these there is nothing left to manage. */
const toEvent: ReadonlySet<OrderLetter> = new Set<OrderLetter>([
  'order-denied',
  'order-expired',
  'order-cancelled',
  'event-cancelled',
]);

/** In which states of the order a letter is true; the others only of an order that is paid. */
const trueIn: Partial<Record<OrderLetter, readonly OrderState[]>> = {
  'order-requested': ['awaiting-approval'],
  'order-denied': ['cancelled'],
  'order-placed': ['pending'],
  'order-due': ['pending'],
  'order-unpaid': ['pending'],
  'order-expired': ['expired'],
  'order-cancelled': ['cancelled', 'retained'],
  'order-link': ['awaiting-approval', 'pending', 'paid'],
};

function isTrue(letter: OrderLetter, { order, event }: LetterFacts): boolean {
  if (letter === 'event-cancelled') return event.status === 'cancelled';
  if (letter === 'order-refunded') return true;
  return (trueIn[letter] ?? ['paid']).includes(order.state) && event.status !== 'cancelled';
}

function said(letter: OrderLetter, facts: LetterFacts, count: number): Omit<LetterView, 'tickets' | 'button'> {
  const { order, event, organization, locale } = facts;
  const t = letterTexts[locale];
  const title = inLocale(event.title, locale);
  const online = event.format === 'offline' ? [] : [t('online')];
  const venue = event.format === 'online' ? [] : [event.venueName, event.venueAddress].filter((line) => line !== null);
  const joins = count > 0 || letter === 'event-rescheduled';
  return {
    locale,
    organization,
    subject: t(`${letter}.subject`, { event: title, ...moneySaid(facts) }),
    heading: t(`${letter}.heading`),
    before: [
      t('greeting', { name: order.name }),
      t(letter === 'order-placed' && count > 0 ? `${letter}.admitting` : `${letter}.text`, {
        count,
        ...moneySaid(facts),
      }),
      ...retainedSaid(letter, facts),
      ...transferSaid(letter, facts),
    ],
    event: {
      title,
      when: spanText(event.startsAt, event.endsAt, event.timeZone, locale),
      zone: zoneText(event.startsAt, event.timeZone, locale),
      where: [...venue, ...online],
    },
    sums: sumsOf(letter, facts),
    after: [
      ...(joins && event.onlineUrl ? [t('join', { url: event.onlineUrl })] : []),
      t(`${letter}.after`, { code: order.code }),
    ],
  };
}

/** What is due and until when, and what came back, for the texts that say it. */
function moneySaid({ order, event, locale, refund }: LetterFacts): Record<string, string> {
  const { currency, expiresAt } = order;
  return {
    ...(currency !== null && { due: moneyText({ amount: Math.max(0, order.total - order.paid), currency }, locale) }),
    ...(expiresAt && {
      until: `${momentText(expiresAt, event.timeZone, locale)}, ${zoneText(expiresAt, event.timeZone, locale)}`,
    }),
    ...(refund && { refund: moneyText(refund.amount, locale) }),
  };
}

/** What is kept, where a cancellation does not give back everything. */
const retainedSaid = (letter: OrderLetter, { order, locale }: LetterFacts): string[] =>
  letter === 'order-cancelled' && order.retained > 0 && order.currency !== null
    ? [letterTexts[locale]('kept', { kept: moneyText({ amount: order.retained, currency: order.currency }, locale) })]
    : [];

/** To those who chose a bank transfer: what must stand on it, or what becomes of one that is late. */
function transferSaid(letter: OrderLetter, facts: LetterFacts): string[] {
  const { transfer, locale } = facts;
  if (!transfer || letter !== (transfer.open ? 'order-unpaid' : 'order-expired')) return [];
  const { reference, holder, account } = transfer;
  return [letterTexts[locale](`${letter}.transfer`, { reference, holder, account, ...moneySaid(facts) })];
}

/** What the order costs, where it costs something and the letter is about having it. */
function sumsOf(letter: OrderLetter, { order, locale }: LetterFacts): LetterView['sums'] {
  const { currency, total, paid } = order;
  if (toEvent.has(letter) || letter === 'order-refunded' || currency === null || total === 0) return [];
  const t = letterTexts[locale];
  const money = (amount: number) => moneyText({ amount, currency }, locale);
  return [
    { label: t('sums.total'), amount: money(total) },
    ...(paid > 0 ? [{ label: t('sums.paid'), amount: money(paid) }] : []),
    ...(order.state === 'pending' && paid > 0 ? [{ label: t('sums.due'), amount: money(total - paid) }] : []),
  ];
}
