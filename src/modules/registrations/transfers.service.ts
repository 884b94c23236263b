import { Injectable } from '@nestjs/common';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { admittedAmong, lockOrders, lockTickets } from './cancellations.queries.js';
import type { MyOrderDto } from './my-order.dto.js';
import { OrderPapers } from './order-papers.js';
import { requireNotOver } from './order.rules.js';
import type { Order, Ticket } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { SaleContext } from './sale-context.js';
import { transferOffered } from './registrations.messages.js';
import { transferOpen, transferUnknown, transfersNotOffered } from './registrations.problems.js';
import { TicketHandover } from './ticket-handover.js';
import {
  type AcceptTransferDto,
  type OfferTransferDto,
  OfferedTicketDto,
  TransferDto,
  TransfersDto,
} from './transfer.dto.js';
import { movable, offerEndsAt, requireFewVainOffers, requireOffered } from './transfer.rules.js';
import {
  type Transfer,
  endTransfer,
  expireTransfers,
  findTransfer,
  insertTransfer,
  transfersOf,
  vainOffers,
} from './transfers.queries.js';

/** Handing a ticket on to somebody else: offered by whoever has it, taken or not by the other. */
@Injectable()
export class TransfersService {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly clock: Clock,
    private readonly sale: SaleContext,
    private readonly orders: OrdersService,
    private readonly papers: OrderPapers,
    private readonly handover: TicketHandover,
  ) {}

  async offer(
    token: string,
    claim: IdempotencyClaim | undefined,
    ticketId: string,
    input: OfferTransferDto,
  ): Promise<TransferDto> {
    const { actor, orderId } = await this.papers.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      const { order } = await this.movable(tx, actor, orderId, ticketId);
      const { settings } = await this.sale.catalogue.load(tx, actor, order.eventId);
      if (!settings.transfers) throw transfersNotOffered();
      const { endsAt } = await this.sale.events.get(tx, actor, order.eventId);
      const expiresAt = offerEndsAt(await this.sale.stock.now(tx), endsAt);
      await expireTransfers(tx, actor, ticketId);
      requireFewVainOffers(await vainOffers(tx, actor, { orderId, ticketId }));
      const { email, name = null, message = null, locale = order.locale } = input;
      const offered = { eventId: order.eventId, orderId, ticketId, email, name, message, locale, expiresAt };
      const written = await insertTransfer(tx, actor, offered);
      if (!written) throw transferOpen();
      await this.links.issue(tx, actor, 'transfer', [written.id]);
      await this.sale.jobs.publish(tx, actor, [transferOffered(written.id, orderId, order.eventId)]);
      return TransferDto.of(await this.get(tx, actor, written.id));
    });
  }

  async list(token: string): Promise<TransfersDto> {
    const { actor, orderId } = await this.papers.holder(token);
    return this.db.read(actor, async (tx) => ({ items: (await transfersOf(tx, actor, orderId)).map(TransferDto.of) }));
  }

  async withdraw(token: string, claim: IdempotencyClaim | undefined, ticketId: string): Promise<TransferDto> {
    const { actor, orderId } = await this.papers.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      const offers = await transfersOf(tx, actor, orderId);
      const last = offers.find((offer) => offer.ticketId === ticketId);
      if (!last) throw transferUnknown();
      return TransferDto.of(await this.end(tx, actor, last, 'withdrawn'));
    });
  }

  /** What the receiver is offered. */
  async show(token: string): Promise<OfferedTicketDto> {
    const { actor, subjectId } = await this.links.visit('transfer', token);
    return this.db.read(actor, async (tx) => this.shown(tx, actor, await this.get(tx, actor, subjectId)));
  }

  /** The receiver's own registration, with the ticket. */
  async accept(token: string, claim: IdempotencyClaim | undefined, input: AcceptTransferDto): Promise<MyOrderDto> {
    const { actor, subjectId } = await this.links.visit('transfer', token, claim);
    return this.db.transaction(actor, async (tx) => {
      const offer = await this.get(tx, actor, subjectId);
      const { order, ticket, withIt } = await this.movable(tx, actor, offer.orderId, offer.ticketId, () =>
        this.requireOpen(tx, actor, subjectId),
      );
      const newOrderId = await this.handover.split(tx, actor, order, { tickets: [ticket, ...withIt], to: input });
      await this.end(tx, actor, offer, 'accepted', newOrderId);
      return this.papers.of(tx, actor, await this.orders.get(tx, actor, newOrderId));
    });
  }

  async decline(token: string, claim: IdempotencyClaim | undefined): Promise<OfferedTicketDto> {
    const { actor, subjectId } = await this.links.visit('transfer', token, claim);
    return this.db.transaction(actor, async (tx) => {
      const ended = await this.end(tx, actor, await this.get(tx, actor, subjectId), 'declined');
      return this.shown(tx, actor, ended);
    });
  }

  /** The offer; refuses where the organisation has none with this id. */
  async get(tx: Tx, actor: Actor, transferId: string): Promise<Transfer> {
    const transfer = await findTransfer(tx, actor, transferId);
    if (!transfer) throw transferUnknown();
    return transfer;
  }

  /** Where the receiver answers. */
  urlOf(transferId: string): string {
    return this.papers.transferUrl(transferId);
  }

  /** The private address of a registration. */
  orderUrlOf(orderId: string): string {
    return this.papers.manageUrl(orderId);
  }

  private async requireOpen(tx: Tx, actor: Actor, transferId: string): Promise<void> {
    requireOffered((await this.get(tx, actor, transferId)).state, 'accepted');
  }

  /**
   * The ticket, locked: against its cancellation, against the door, against other offers of it. What is `first` is judged
   * before the ticket: whoever comes too late is told so, and not what became of it.
   */
  private async movable(
    tx: Tx,
    actor: Actor,
    orderId: string,
    ticketId: string,
    first?: () => Promise<void>,
  ): Promise<{ order: Order; ticket: Ticket; withIt: readonly Ticket[] }> {
    const { eventId } = await this.orders.get(tx, actor, orderId);
    await this.sale.stock.lock(tx, actor, eventId);
    await lockOrders(tx, actor, [orderId]);
    await first?.();
    requireNotOver(await this.sale.events.get(tx, actor, eventId), this.clock.now());
    const order = await this.orders.get(tx, actor, orderId);
    const ids = order.tickets.map(({ id }) => id);
    await lockTickets(tx, actor, ids);
    const admitted = await admittedAmong(tx, actor, ids);
    return { order, ...movable(order, ticketId, admitted) };
  }

  private async end(
    tx: Tx,
    actor: Actor,
    transfer: Transfer,
    state: 'accepted' | 'declined' | 'withdrawn',
    newOrderId: string | null = null,
  ): Promise<Transfer> {
    requireOffered(transfer.state, state);
    const ended = await endTransfer(tx, actor, transfer.id, { state, newOrderId });
    if (ended === 0) requireOffered((await this.get(tx, actor, transfer.id)).state, state);
    await this.handover.tell(tx, actor, transfer, state);
    return this.get(tx, actor, transfer.id);
  }

  private async shown(tx: Tx, actor: Actor, transfer: Transfer): Promise<OfferedTicketDto> {
    const order = await this.orders.get(tx, actor, transfer.orderId);
    const event = await this.sale.events.get(tx, actor, transfer.eventId);
    const { types } = await this.sale.catalogue.load(tx, actor, transfer.eventId);
    return OfferedTicketDto.of(transfer, { event, from: order.name, types });
  }
}
