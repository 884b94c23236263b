import { Injectable } from '@nestjs/common';
import { fromPublicId, toPublicId } from '../../kernel/id.js';
import { inLocale } from '../../kernel/text.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { Links } from '../../platform/links/links.service.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import type { MyOrderDto } from '../registrations/my-order.dto.js';
import { MyOrdersService } from '../registrations/my-orders.service.js';
import { ticketUnknown } from '../registrations/registrations.problems.js';
import { applePass } from './apple-pass.js';
import { googlePassUrl } from './google-pass.js';
import type { TicketPaper } from './paper.js';
import { ticketVoid, walletNotConfigured } from './papers.problems.js';
import { ticketNames } from './papers.queries.js';
import { drawTickets } from './ticket-pdf.js';

/** A file to be downloaded. */
export interface PaperFile {
  name: string;
  type: string;
  content: Buffer;
}

/** Tickets to print and to carry, for the holder of the private link. Only of tickets that admit. */
@Injectable()
export class PapersService {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly events: EventsService,
    private readonly organizations: OrganizationsService,
    private readonly links: Links,
    private readonly orders: MyOrdersService,
  ) {}

  /** All tickets of the order that admit. */
  async pdfOfOrder(token: string): Promise<PaperFile> {
    const papers = await this.read(token);
    const [first] = papers;
    if (!first) throw ticketVoid();
    return { name: `${first.orderCode}.pdf`, type: 'application/pdf', content: await drawTickets(papers) };
  }

  async pdfOfTicket(token: string, ticketId: string): Promise<PaperFile> {
    const paper = await this.one(token, ticketId);
    return { name: `${paper.orderCode}.pdf`, type: 'application/pdf', content: await drawTickets([paper]) };
  }

  async apple(token: string, ticketId: string): Promise<PaperFile> {
    const config = this.config.applePass;
    if (!config) throw walletNotConfigured();
    const paper = await this.one(token, ticketId);
    const type = 'application/vnd.apple.pkpass';
    return { name: `${paper.orderCode}.pkpass`, type, content: await applePass(paper, config) };
  }

  /** Where the ticket is saved. */
  async google(token: string, ticketId: string): Promise<string> {
    const config = this.config.googleWallet;
    if (!config) throw walletNotConfigured();
    return googlePassUrl(await this.one(token, ticketId), config, this.config.publicUrl);
  }

  private async one(token: string, ticketId: string): Promise<TicketPaper> {
    const [paper] = await this.read(token, ticketId);
    if (!paper) throw ticketVoid();
    return paper;
  }

  private async read(token: string, ticketId?: string): Promise<TicketPaper[]> {
    const { actor, subjectId } = await this.links.visit('order', token);
    const order = await this.orders.show(token);
    const tickets = admitting(order, ticketId);
    const { event, organization, names } = await this.db.read(actor, async (tx) => ({
      event: await this.events.getPublic(tx, actor, fromPublicId('evt', order.eventId) ?? ''),
      organization: (await this.organizations.get(tx, actor)).name,
      names: new Map((await ticketNames(tx, actor, subjectId)).map((row) => [toPublicId('tkt', row.id), row])),
    }));
    if (event.status === 'cancelled') throw ticketVoid();
    const { locale } = order;
    const shown = {
      id: order.eventId,
      slug: event.slug,
      title: inLocale(event.title, locale),
      startsAt: event.startsAt,
      endsAt: event.endsAt,
      timeZone: event.timeZone,
      where: [event.venueName, event.venueAddress].filter((line) => line !== null),
    };
    return tickets.map(({ id, code, attendee }) => {
      const { type = null, variation = null } = names.get(id) ?? {};
      const called = [inLocale(type, locale), inLocale(variation, locale)].filter(Boolean).join(' · ');
      const whose = { attendee: attendee.name ?? order.name, type: called, orderCode: order.code };
      return { id, code, ...whose, locale, organization, event: shown };
    });
  }
}

/** The tickets that have a code, which only those have that admit. */
function admitting({ tickets }: MyOrderDto, ticketId: string | undefined) {
  const wanted = ticketId === undefined ? null : toPublicId('tkt', ticketId);
  const named = tickets.filter(({ id }) => wanted === null || id === wanted);
  if (named.length === 0 && wanted !== null) throw ticketUnknown();
  return named.flatMap((ticket) => (ticket.code === null ? [] : [{ ...ticket, code: ticket.code }]));
}
