import { Injectable } from '@nestjs/common';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { type Catalogue, type PricedCart, price } from '../ticketing/catalogue.service.js';
import { soldOut } from '../ticketing/ticketing.problems.js';
import { type RefundPlan, hoursBetween } from './cancellation.rules.js';
import { admittedAmong, lockOrders, lockTickets } from './cancellations.queries.js';
import type { MyOrderDto } from './my-order.dto.js';
import { OrderPapers } from './order-papers.js';
import { type Order, type Ticket, setOrderState } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { SaleContext } from './sale-context.js';
import { orderDue } from './registrations.messages.js';
import { changeOpen, changeUnknown, differenceChanged, typeNotPossible } from './registrations.problems.js';
import { endChange, insertChange, lapseChanges, openChangeOf, setCurrency } from './ticket-changes.queries.js';
import { TicketRetyping } from './ticket-retyping.js';
import { movable } from './transfer.rules.js';
import { type ChangeTypeDto, TypeOptionDto, type TypeOptionsDto } from './type-change.dto.js';
import { type Option, optionsFor, planDifference } from './type-change.rules.js';

/** What a ticket would cost as something else. */
interface Offer {
  option: Option;
  cart: PricedCart;
  currency: string | null;
  price: number;
  difference: number;
  plan: RefundPlan;
}

/** Makes a ticket one of another type: at once where that costs no more, and once the difference is paid where it does. */
@Injectable()
export class TypeChangesService {
  constructor(
    private readonly db: Database,
    private readonly sale: SaleContext,
    private readonly orders: OrdersService,
    private readonly papers: OrderPapers,
    private readonly retyping: TicketRetyping,
  ) {}

  async options(token: string, ticketId: string): Promise<TypeOptionsDto> {
    const { actor, orderId } = await this.papers.holder(token);
    return this.db.read(actor, async (tx) => {
      const order = await this.orders.getOpen(tx, actor, orderId);
      const offers = await this.offers(tx, actor, order, ticketId);
      const items: TypeOptionDto[] = [];
      for (const offer of offers) {
        const free = await this.sale.stock.fits(tx, actor, [lineOf(offer.option)]);
        items.push(TypeOptionDto.of(offer.option, { ...offer, refund: offer.plan.refund, free }));
      }
      return { items };
    });
  }

  async change(
    token: string,
    claim: IdempotencyClaim | undefined,
    ticketId: string,
    input: ChangeTypeDto,
  ): Promise<MyOrderDto> {
    const { actor, orderId } = await this.papers.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      const order = await this.locked(tx, actor, orderId, ticketId);
      const offer = wantedOf(await this.offers(tx, actor, order, ticketId), input);
      if (offer.difference > 0) await this.waitFor(tx, actor, order, { ticketId, offer });
      else await this.retyping.now(tx, actor, order, { ...offer, ticketId, line: lineIn(offer.cart) });
      return this.papers.of(tx, actor, await this.orders.get(tx, actor, orderId));
    });
  }

  /** Does not want the dearer type any more: nothing is to be paid, and the ticket stays what it is. */
  async withdraw(token: string, claim: IdempotencyClaim | undefined): Promise<MyOrderDto> {
    const { actor, orderId } = await this.papers.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      const { eventId, state } = await this.orders.get(tx, actor, orderId);
      await this.sale.stock.lock(tx, actor, eventId);
      const change = await openChangeOf(tx, actor, orderId);
      if (!change?.holdId || (await endChange(tx, actor, change.id, 'withdrawn')) === 0) throw changeUnknown();
      await this.sale.holds.end(tx, actor, [change.holdId], 'released');
      await setOrderState(tx, actor, orderId, { from: state, to: state });
      await this.sale.stock.settle(tx, actor, eventId);
      return this.papers.of(tx, actor, await this.orders.get(tx, actor, orderId));
    });
  }

  /** The ticket stays what it is until the difference is paid; meanwhile the new place is held. */
  private async waitFor(
    tx: Tx,
    actor: Actor,
    order: Order,
    { ticketId, offer }: { ticketId: string; offer: Offer },
  ): Promise<void> {
    if (!(await this.sale.stock.fits(tx, actor, [lineOf(offer.option)]))) throw soldOut();
    const { settings } = await this.sale.catalogue.load(tx, actor, order.eventId);
    const { startsAt } = await this.sale.events.get(tx, actor, order.eventId);
    const left = Math.floor(hoursBetween(await this.sale.stock.now(tx), startsAt) * 60);
    const minutes = Math.min(settings.paymentHours * 60, left);
    if (minutes < 1) throw typeNotPossible();
    const [hold] = await this.sale.holds.create(tx, actor, order.eventId, [
      { kind: 'cart', cart: offer.cart, email: order.email, minutes },
    ]);
    if (!hold?.expiresAt) throw new Error('A hold for some minutes has an end');
    const written = await insertChange(tx, actor, order.eventId, {
      orderId: order.id,
      ticketId,
      ticketTypeId: offer.option.ticketTypeId,
      variationId: offer.option.variationId,
      line: lineIn(offer.cart),
      difference: offer.difference,
      holdId: hold.id,
      expiresAt: hold.expiresAt,
      currency: offer.currency,
    });
    if (!written) throw changeOpen();
    await setCurrency(tx, actor, order.id, offer.currency);
    await setOrderState(tx, actor, order.id, { from: order.state, to: order.state });
    await this.sale.jobs.publish(tx, actor, [orderDue(order.id, order.eventId)]);
  }

  private async locked(tx: Tx, actor: Actor, orderId: string, ticketId: string): Promise<Order> {
    const { eventId } = await this.orders.getOpen(tx, actor, orderId);
    await this.sale.stock.lock(tx, actor, eventId);
    await this.sale.stock.settle(tx, actor, eventId);
    await lockOrders(tx, actor, [orderId]);
    await lockTickets(tx, actor, [ticketId]);
    await lapseChanges(tx, actor, orderId);
    if (await openChangeOf(tx, actor, orderId)) throw changeOpen();
    return this.orders.get(tx, actor, orderId);
  }

  private async offers(tx: Tx, actor: Actor, order: Order, ticketId: string): Promise<Offer[]> {
    const ids = order.tickets.map(({ id }) => id);
    const { ticket, withIt } = movable(order, ticketId, await admittedAmong(tx, actor, ids));
    const catalogue = await this.sale.catalogue.load(tx, actor, order.eventId);
    const now = await this.sale.stock.now(tx);
    const { startsAt } = await this.sale.events.get(tx, actor, order.eventId);
    const standing = order.tickets.filter(({ id, state }) => id !== ticketId && state !== 'cancelled');
    const retypable = {
      ...ticket,
      addOnTypeIds: withIt.map(({ ticketTypeId }) => ticketTypeId),
      besideTypeIds: standing.map(({ ticketTypeId }) => ticketTypeId),
      had: await this.sale.stock.had(tx, actor, order.eventId, order.email),
    };
    return optionsFor(catalogue, retypable, now).flatMap(
      (option) => offerOf(catalogue, { option, order, ticket, startsAt, now }) ?? [],
    );
  }
}

/** Null where it is not sold in the currency of the order. */
function offerOf(
  catalogue: Catalogue,
  { option, order, ticket, startsAt, now }: { option: Option; order: Order; ticket: Ticket; startsAt: Date; now: Date },
): Offer | null {
  const { ticketTypeId, variationId } = option;
  const type = catalogue.types.get(ticketTypeId);
  const prices = { ...type?.prices, ...type?.variations.find(({ id }) => id === variationId)?.prices };
  const currency = order.currency ?? catalogue.settings.currencies[0] ?? null;
  const costs = Object.keys(prices).length > 0;
  if (costs && (currency === null || prices[currency] === undefined)) return null;
  const item = { ticketTypeId, variationId, offered: null, addOnTo: null, included: false };
  const cart = price({ ...catalogue, fees: [] }, { currency: costs ? currency : null, code: null, items: [item] }, now);
  const cost = lineIn(cart).price;
  const difference = cost - ticket.price;
  const plan = planDifference(order, -difference, hoursBetween(now, startsAt));
  return { option, cart, currency, price: cost, difference, plan };
}

function wantedOf(offers: readonly Offer[], { ticketTypeId, variationId, expectedDifference }: ChangeTypeDto): Offer {
  const offer = offers.find(
    ({ option }) => option.ticketTypeId === ticketTypeId && option.variationId === (variationId ?? null),
  );
  if (!offer) throw typeNotPossible();
  const { difference } = offer;
  if (expectedDifference !== undefined && expectedDifference !== difference)
    throw differenceChanged({ pointer: '/expectedDifference', difference });
  return offer;
}

const lineOf = ({ ticketTypeId, variationId }: Option) => ({
  ticketTypeId,
  variationId,
  codeId: null,
  count: 1,
  givenAway: 0,
});

function lineIn({ lines: [line] }: PricedCart) {
  if (!line) throw new Error('A cart of one item has one line');
  return line;
}
