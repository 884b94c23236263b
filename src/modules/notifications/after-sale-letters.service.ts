import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Locale, inLocale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { type Letter, type Mail, type MailRequest, Mails } from '../../platform/mail/mails.service.js';
import { moneyText } from '../../platform/texts/figures.rules.js';
import { momentText, spanText, zoneText } from '../../platform/texts/moments.rules.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { type Order, OrdersService } from '../registrations/orders.service.js';
import type {
  NamesWanted,
  OrderRefundDue,
  TicketRetyped,
  TransferEnded,
  TransferOffered,
} from '../registrations/registrations.messages.js';
import { TransfersService } from '../registrations/transfers.service.js';
import { drawLetter, letterTexts } from './letter.js';

const subscriber = 'notifications';

const letters = [
  'transfer-offered',
  'transfer-accepted',
  'transfer-declined',
  'refund-due',
  'ticket-retyped',
  'names-wanted',
] as const;
type AfterSaleLetter = (typeof letters)[number];

/** What a letter says besides the event: whom it greets, what its texts are filled with, and where its button leads. */
interface Said {
  eventId: string;
  greeted: string;
  values: Record<string, string | number>;
  note: string | null;
  url: string | null;
  /** The order whose entry goes out of the reader's calendar. */
  offOrderId?: string;
}

/** Tells people by mail what becomes of their order: money comes back, a ticket is offered, taken, or of another type. */
@Injectable()
export class AfterSaleLettersService implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly mails: Mails,
    private readonly organizations: OrganizationsService,
    private readonly events: EventsService,
    private readonly orders: OrdersService,
    private readonly transfers: TransfersService,
    private readonly calendar: CalendarService,
  ) {}

  onModuleInit(): void {
    for (const letter of letters) this.mails.compose(letter, (tx, actor, mail) => this.write(tx, actor, letter, mail));
    this.jobs.on<TransferOffered['data']>('transfer.offered', subscriber, async (tx, actor, { transferId }) => {
      const { email, name, locale } = await this.transfers.get(tx, actor, transferId);
      const to = { address: email, ...(name !== null && { name }) };
      const key = `transfer:${transferId}:offered`;
      await this.mails.enqueue(tx, actor, [{ template: 'transfer-offered', key, to, locale, data: { transferId } }]);
    });
    this.jobs.on<TransferEnded['data']>(
      'transfer.ended',
      subscriber,
      async (tx, actor, { transferId, state, orderId }) => {
        if (state === 'withdrawn') return;
        await this.tell(tx, actor, orderId, {
          letter: `transfer-${state}`,
          key: `transfer:${transferId}`,
          data: { transferId },
        });
      },
    );
    this.jobs.on<OrderRefundDue['data']>(
      'order.refund-due',
      subscriber,
      async (tx, actor, { orderId, amount, sourceId, notify }) => {
        if (notify)
          await this.tell(tx, actor, orderId, { letter: 'refund-due', key: `refund:${sourceId}`, data: { amount } });
      },
    );
    this.jobs.on<TicketRetyped['data']>('ticket.retyped', subscriber, (tx, actor, { ticketId, orderId, generation }) =>
      this.tell(tx, actor, orderId, { letter: 'ticket-retyped', key: `retyped:${ticketId}:${generation}`, data: {} }),
    );
    this.jobs.on<NamesWanted['data']>('order.names-wanted', subscriber, (tx, actor, { orderId }) =>
      this.tell(tx, actor, orderId, { letter: 'names-wanted', key: `names:${orderId}`, data: {} }),
    );
  }

  private async tell(
    tx: Tx,
    actor: Actor,
    orderId: string,
    { letter, key, data }: { letter: AfterSaleLetter; key: string; data: Record<string, unknown> },
  ): Promise<void> {
    const { email, reachable, name, locale } = await this.orders.get(tx, actor, orderId);
    if (!reachable) return;
    const mail: MailRequest = {
      template: letter,
      key: `${key}:${letter}`,
      to: { address: email, name },
      locale,
      data: { ...data, orderId },
    };
    await this.mails.enqueue(tx, actor, [mail]);
  }

  /** Null where something has happened since that makes the letter untrue. */
  private async write(tx: Tx, actor: Actor, letter: AfterSaleLetter, mail: Mail): Promise<Letter | null> {
    const { locale } = mail;
    const said = letter.startsWith('transfer-')
      ? await this.aboutTransfer(tx, actor, letter, mail)
      : aboutOrder(letter, await this.orders.get(tx, actor, String(mail.data['orderId'])), mail);
    if (!said) return null;
    const event = await this.events.get(tx, actor, said.eventId);
    const { name: organization } = await this.organizations.get(tx, actor);
    const t = letterTexts[locale];
    const title = inLocale(event.title, locale);
    const until = said.values['until'];
    const values = {
      ...said.values,
      event: title,
      ...(until !== undefined && {
        until: momentText(new Date(until), event.timeZone, locale),
        zone: zoneText(new Date(until), event.timeZone, locale),
      }),
    };
    const url = said.url ?? this.transfers.orderUrlOf(String(mail.data['orderId']));
    const drawn = await drawLetter({
      locale,
      organization,
      subject: t(`afterSale.${letter}.subject`, values),
      heading: t(`afterSale.${letter}.heading`),
      before: [
        t('greeting', { name: said.greeted }),
        t(`afterSale.${letter}.text`, values),
        ...(said.note ? [said.note] : []),
      ],
      event: {
        title,
        when: spanText(event.startsAt, event.endsAt, event.timeZone, locale),
        zone: zoneText(event.startsAt, event.timeZone, locale),
        where: [event.venueName, event.venueAddress].filter((line) => line !== null),
      },
      button: { label: t(`afterSale.${letter}.button`), href: `${url}?lang=${locale}` },
      tickets: [],
      after: [t(`afterSale.${letter}.after`, values)],
      ...(letter === 'transfer-offered' && { footer: t('afterSale.footer', { organization }) }),
    });
    return said.offOrderId ? { ...drawn, calendar: await this.calendar.message(tx, actor, said.offOrderId) } : drawn;
  }

  private async aboutTransfer(tx: Tx, actor: Actor, letter: AfterSaleLetter, mail: Mail): Promise<Said | null> {
    const transfer = await this.transfers.get(tx, actor, String(mail.data['transferId']));
    const order = await this.orders.get(tx, actor, transfer.orderId);
    const { eventId, email, name, message } = transfer;
    const receiver = name ?? email;
    if (letter !== 'transfer-offered') {
      const off = letter === 'transfer-accepted' && order.tickets.every(({ state }) => state === 'cancelled');
      const told = { eventId, greeted: order.name, values: { receiver }, note: null, url: null };
      return off ? { ...told, offOrderId: order.id } : told;
    }
    if (transfer.state !== 'offered') return null;
    const values = { giver: order.name, until: transfer.expiresAt.getTime() };
    return { eventId, greeted: receiver, values, note: message, url: this.transfers.urlOf(transfer.id) };
  }
}

function aboutOrder(letter: AfterSaleLetter, order: Order, mail: Mail): Said | null {
  const { eventId, name, currency } = order;
  const said = { eventId, greeted: name, values: { code: order.code }, note: null, url: null };
  if (letter === 'names-wanted') {
    const count = order.tickets.filter(({ state, attendeeName }) => state === 'valid' && attendeeName === null).length;
    return count === 0 ? null : { ...said, values: { ...said.values, count } };
  }
  if (letter !== 'refund-due') return said;
  return currency === null
    ? null
    : { ...said, values: { ...said.values, amount: refundText(mail, currency, mail.locale) } };
}

const refundText = (mail: Mail, currency: string, locale: Locale): string =>
  moneyText({ amount: Number(mail.data['amount']), currency }, locale);
