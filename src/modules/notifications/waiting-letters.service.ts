import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toPublicId } from '../../kernel/id.js';
import { inLocale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/database/sql.js';
import { type Letter, type Mail, Mails } from '../../platform/mail/mails.service.js';
import { momentText, spanText, zoneText } from '../../platform/texts/moments.rules.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { OffersService } from '../ticketing/offers.service.js';
import {
  type WaitingEntry,
  type WaitingLetter,
  WaitingListService,
  waitingLetters,
} from '../waitlist/waiting-list.service.js';
import { drawLetter, letterTexts } from './letter.js';

type ShownEvent = Awaited<ReturnType<EventsService['get']>>;

/** Writes the letters about a waiting list. */
@Injectable()
export class WaitingLettersService implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly mails: Mails,
    private readonly organizations: OrganizationsService,
    private readonly events: EventsService,
    private readonly offers: OffersService,
    private readonly lists: WaitingListService,
  ) {}

  onModuleInit(): void {
    for (const letter of waitingLetters)
      this.mails.compose(letter, (tx, actor, mail) => this.write(tx, actor, letter, mail));
  }

  /** Null where something has happened since that makes the letter untrue. */
  private async write(tx: Tx, actor: Actor, letter: WaitingLetter, mail: Mail): Promise<Letter | null> {
    const entry = await this.lists.entry(tx, actor, String(mail.data['entryId']));
    const event = await this.events.get(tx, actor, entry.eventId);
    if (event.status !== 'published' || !isTrue(letter, entry, mail, this.clock.now())) return null;
    const t = letterTexts[mail.locale];
    const { name: organization } = await this.organizations.get(tx, actor);
    const title = inLocale(event.title, mail.locale);
    const said = await this.said(tx, actor, letter, { entry, event, mail });
    return drawLetter({
      locale: mail.locale,
      organization,
      subject: t(`waiting.${letter}.subject`, { event: title }),
      heading: t(`waiting.${letter}.heading`),
      before: [t('greeting', { name: entry.name }), t(`waiting.${letter}.text`, said)],
      event: {
        title,
        when: spanText(event.startsAt, event.endsAt, event.timeZone, mail.locale),
        zone: zoneText(event.startsAt, event.timeZone, mail.locale),
        where: [event.venueName, event.venueAddress].filter((line) => line !== null),
      },
      button: { label: t(`waiting.${letter}.button`), href: `${this.lists.urlOf(entry.id)}?lang=${mail.locale}` },
      tickets: [],
      after: [t(`waiting.${letter}.after`, said)],
      footer: t('waiting.footer', { organization }),
    });
  }

  /** What is offered, and until when. */
  private async said(
    tx: Tx,
    actor: Actor,
    letter: WaitingLetter,
    { entry, event, mail }: { entry: WaitingEntry; event: ShownEvent; mail: Mail },
  ): Promise<Record<string, string | number>> {
    const { offer } = entry;
    if (letter !== 'waiting-offer' || !offer) return {};
    const types = await this.offers.offers(tx, actor, event.id, { invited: true });
    const type = types.find(({ ticketTypeId }) => ticketTypeId === toPublicId('tty', offer.ticketTypeId));
    return {
      count: offer.count,
      ticket: type ? inLocale(type.name, mail.locale) : '',
      until: momentText(offer.expiresAt, event.timeZone, mail.locale),
      zone: zoneText(offer.expiresAt, event.timeZone, mail.locale),
    };
  }
}

function isTrue(letter: WaitingLetter, { state, pausedBecause, offer }: WaitingEntry, mail: Mail, now: Date): boolean {
  if (letter === 'waiting-offer')
    return offer !== null && offer.id === mail.data['offerId'] && offer.state === 'pending' && now < offer.expiresAt;
  if (letter === 'waiting-offer-over') return state === 'paused' && pausedBecause === 'expired';
  return state === 'waiting' || state === 'offered' || state === 'paused';
}
