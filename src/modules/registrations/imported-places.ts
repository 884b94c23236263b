import { Injectable } from '@nestjs/common';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { Links } from '../../platform/links/links.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { StockService } from '../ticketing/stock.service.js';
import { alreadyRegistered, soldOut } from '../ticketing/ticketing.problems.js';
import { type OrderDraft, insertOrders, insertTickets, registeredAmong } from './admission.queries.js';
import type { ImportRow, SettledRow } from './attendee-imports.queries.js';
import { newOrderCode } from './crockford.js';
import { orderConfirmed } from './registrations.messages.js';

/** What the people of an import get. */
export interface Gift {
  eventId: string;
  product: { ticketTypeId: string; variationId: string | null };
  locale: Locale;
}

/** Gives places to people of an import, many at once, in the order of the file. */
@Injectable()
export class ImportedPlaces {
  constructor(
    private readonly organizations: OrganizationsService,
    private readonly stock: StockService,
    private readonly links: Links,
    private readonly jobs: Jobs,
  ) {}

  /** What became of each row: whoever is registered is skipped, and once nothing is free the rest is refused. */
  async give(tx: Tx, actor: Actor, gift: Gift, rows: readonly ImportRow[]): Promise<SettledRow[]> {
    await this.stock.lock(tx, actor, gift.eventId);
    await this.stock.settle(tx, actor, gift.eventId);
    const emails = rows.flatMap(({ email }) => email ?? []);
    const registered = await registeredAmong(tx, actor, gift.eventId, emails);
    const fresh = rows.filter(({ email }) => !registered.has(email ?? ''));
    const served = fresh.slice(0, await this.room(tx, actor, gift, fresh.length));
    const { contact_email: standIn } = await this.organizations.get(tx, actor);
    const drafts = new Map(served.map((row) => [row.row, draftOf(row, gift, standIn)]));
    const written = await insertOrders(tx, actor, gift.eventId, [...drafts.values()]);
    const made = [...drafts.values()].filter(({ id }) => written.has(id));
    await this.issue(tx, actor, gift, made);
    return rows.map(({ row, email }) => {
      const orderId = drafts.get(row)?.id;
      if (orderId && written.has(orderId)) return { row, state: 'made', code: null, orderId };
      if (orderId || registered.has(email ?? ''))
        return { row, state: 'skipped', code: alreadyRegistered.code, orderId: null };
      return { row, state: 'refused', code: soldOut.code, orderId: null };
    });
  }

  private async issue(tx: Tx, actor: Actor, { eventId, product }: Gift, made: readonly OrderDraft[]): Promise<void> {
    if (made.length === 0) return;
    const ids = made.map(({ id }) => id);
    await insertTickets(tx, actor, eventId, made);
    await this.stock.take(tx, actor, [lineOf(product, made.length)]);
    await this.links.issue(tx, actor, 'order', ids);
    const news = ids.map((id) => orderConfirmed(id, eventId));
    await this.jobs.publish(tx, actor, news);
  }

  /** How many of so many places are free. */
  private async room(tx: Tx, actor: Actor, { product }: Gift, wanted: number): Promise<number> {
    const fits = (count: number) => this.stock.fits(tx, actor, [lineOf(product, count)]);
    if (wanted === 0 || (await fits(wanted))) return wanted;
    let least = 0;
    let most = wanted - 1;
    while (least < most) {
      const tried = Math.ceil((least + most) / 2);
      if (await fits(tried)) least = tried;
      else most = tried - 1;
    }
    return least;
  }
}

const lineOf = (product: Gift['product'], count: number) => ({ ...product, codeId: null, count, givenAway: 0 });

/** Where nobody knows a guest's address the organisation's stands in: nothing is written to it, and it counts for no limit. */
const draftOf = (row: ImportRow, { product, locale }: Gift, standIn: string): OrderDraft => ({
  id: newId(),
  code: newOrderCode(),
  state: 'paid',
  name: row.name ?? '',
  email: row.email ?? standIn,
  reachable: row.email !== null,
  locale,
  source: null,
  invitationId: null,
  consents: [],
  answers: {},
  channel: 'internal',
  complimentary: true,
  giftReason: 'import',
  total: 0,
  currency: null,
  paid: 0,
  retained: 0,
  credited: 0,
  difference: 0,
  typeChange: null,
  paymentHours: null,
  pendingAdmits: false,
  onePerPerson: row.email !== null,
  cancellationPolicy: null,
  rounding: 'line',
  holdId: null,
  roomPlaceId: null,
  fees: [],
  tickets: [
    {
      ...product,
      id: newId(),
      addOnTo: null,
      paidBy: null,
      state: 'valid',
      blocked: false,
      generation: 1,
      attendeeName: row.name,
      attendeeEmail: row.email,
      answers: { ...row.answers },
      list: 0,
      steps: [],
      price: 0,
      tax: null,
      codeId: null,
      givenAway: 0,
    },
  ],
});
