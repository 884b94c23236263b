import { Injectable, type OnModuleInit } from '@nestjs/common';
import { inLocale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { type Letter, type Mail, Mails } from '../../platform/mail/mails.service.js';
import { spanText, zoneText } from '../../platform/texts/moments.rules.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { type LetterFacts, LetterFactsService } from './letter-facts.service.js';
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
    private readonly calendar: CalendarService,
    private readonly facts: LetterFactsService,
  ) {}

  onModuleInit(): void {
    for (const letter of orderLetters)
      this.mails.compose(letter, (tx, actor, mail) => this.write(tx, actor, letter, mail));
  }

  /** Null where something has happened since that makes the letter untrue; that has a letter of its own. */
  private async write(tx: Tx, actor: Actor, letter: OrderLetter, mail: Mail): Promise<Letter | null> {
    const facts = await this.facts.of(tx, actor, String(mail.data['orderId']), mail.locale);
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
    if (letter === 'order-cancelled' || letter === 'event-cancelled') {
      return { label: t('eventPage'), href: `${this.config.publicUrl}/e/${event.slug}?lang=${locale}` };
    }
    return {
      label: t('manage'),
      href: `${this.config.publicUrl}/t/${this.links.token('order', order.id)}?lang=${locale}`,
    };
  }
}

function isTrue(letter: OrderLetter, { order, event }: LetterFacts): boolean {
  if (letter === 'order-cancelled') return order.state === 'cancelled' || order.state === 'retained';
  if (letter === 'event-cancelled') return event.status === 'cancelled';
  return order.state === 'paid' && event.status !== 'cancelled';
}

function said(
  letter: OrderLetter,
  { order, event, organization, locale }: LetterFacts,
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
