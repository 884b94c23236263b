import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected } from '../../platform/database/sql.js';
import { WaitingListService } from '../waitlist/waiting-list.service.js';
import { admittedAmong, lockTickets } from './cancellations.queries.js';
import { CancellationsService } from './cancellations.service.js';
import { OrderPapers } from './order-papers.js';
import { OrdersService } from './orders.service.js';
import { SaleContext } from './sale-context.js';
import { type ResaleOffered, resaleOffered } from './registrations.messages.js';
import { resaleNotOffered, resaleOpen, resaleUnknown, ticketUsed } from './registrations.problems.js';
import { ResaleDto, type ResalesDto } from './resale.dto.js';
import {
  type OfferedProduct,
  type ResaleOffer,
  endResale,
  eventsWithResales,
  insertResale,
  offeredProducts,
  resaleQueue,
  resalesOf,
} from './resale.queries.js';
import { movable } from './transfer.rules.js';

/**
 * Tickets that go back at face value to whoever waits. The ticket admits until the very moment in which its place is offered
 * to somebody on the waiting list; then it is cancelled and its price comes back. See decisions/0014.
 */
@Injectable()
export class ResaleService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sale: SaleContext,
    private readonly waiting: WaitingListService,
    private readonly orders: OrdersService,
    private readonly papers: OrderPapers,
    private readonly cancellations: CancellationsService,
  ) {}

  onModuleInit(): void {
    this.sale.jobs.on<ResaleOffered['data']>('resale.offered', 'resale', (tx, actor, { eventId }) =>
      this.match(tx, actor, eventId),
    );
    // Whoever joins a waiting list meets the tickets that were returned before within the minute.
    this.sale.jobs.every('resale', '* * * * *', () => this.matchAll());
  }

  async offer(token: string, claim: IdempotencyClaim | undefined, ticketId: string): Promise<ResaleDto> {
    const { actor, orderId } = await this.papers.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      const order = await this.orders.getOpen(tx, actor, orderId);
      const { settings } = await this.sale.catalogue.load(tx, actor, order.eventId);
      if (!settings.resale) throw resaleNotOffered();
      await lockTickets(tx, actor, [ticketId]);
      const ids = order.tickets.map(({ id }) => id);
      movable(await this.orders.get(tx, actor, orderId), ticketId, await admittedAmong(tx, actor, ids));
      const offered = await insertResale(tx, actor, orderId, ticketId);
      if (!offered) throw resaleOpen();
      await this.sale.jobs.publish(tx, actor, [resaleOffered(order.eventId)]);
      return ResaleDto.of(offered);
    });
  }

  async withdraw(token: string, claim: IdempotencyClaim | undefined, ticketId: string): Promise<ResaleDto> {
    const { actor, orderId } = await this.papers.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      const ended = await endResale(tx, actor, { orderId, ticketId, state: 'withdrawn' });
      if (!ended) throw resaleUnknown();
      return ResaleDto.of(ended);
    });
  }

  async list(token: string): Promise<ResalesDto> {
    const { actor, orderId } = await this.papers.holder(token);
    return this.db.read(actor, async (tx) => ({ items: (await resalesOf(tx, actor, orderId)).map(ResaleDto.of) }));
  }

  async matchAll(): Promise<void> {
    for (const actor of await this.db.organizations()) {
      for (const eventId of await this.db.read(actor, (tx) => eventsWithResales(tx, actor)))
        await this.db.transaction(actor, (tx) => this.match(tx, actor, eventId));
    }
  }

  /** Gives what is returned to those who wait, as far as they would have it now. */
  async match(tx: Tx, actor: Actor, eventId: string): Promise<void> {
    await this.sale.stock.lock(tx, actor, eventId);
    await this.sale.stock.settle(tx, actor, eventId);
    for (const product of await offeredProducts(tx, actor, eventId)) {
      let queue = await resaleQueue(tx, actor, eventId, product);
      while (queue.length > 0) {
        const taken = await this.tryToGive(tx, actor, eventId, { product, queue });
        if (taken === 0) break;
        queue = queue.slice(taken);
      }
    }
  }

  /**
   * Frees the places of the oldest offers, one after the other, until somebody on the list is offered one. Where nobody is, none
   * of it has happened: the list may be paused, or too late, or the party too large. Returns how many were taken.
   */
  private async tryToGive(
    tx: Tx,
    actor: Actor,
    eventId: string,
    { product, queue }: { product: OfferedProduct; queue: readonly ResaleOffer[] },
  ): Promise<number> {
    const before = await this.waiting.demand(tx, actor, eventId, product);
    if (before === 0) return 0;
    await affected(tx, 'savepoint resale');
    for (const [index, offer] of queue.entries()) {
      if (!(await this.free(tx, actor, offer))) break;
      if ((await this.waiting.demand(tx, actor, eventId, product)) < before) return index + 1;
    }
    await affected(tx, 'rollback to savepoint resale');
    return 0;
  }

  /** Cancels the ticket, which settles the stock: its place goes to the list. False where somebody has come in by it. */
  private async free(tx: Tx, actor: Actor, { orderId, ticketId }: ResaleOffer): Promise<boolean> {
    await endResale(tx, actor, { orderId, ticketId, state: 'taken' });
    try {
      await this.cancellations.cancel(tx, actor, {
        orderId,
        ticketIds: [ticketId],
        reason: 'resold',
        notify: true,
        refund: 'full',
        judge: async (_, ticketIds) => {
          if ((await admittedAmong(tx, actor, ticketIds)).size > 0) throw ticketUsed();
        },
      });
      return true;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  }
}
