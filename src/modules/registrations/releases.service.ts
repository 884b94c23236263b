import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { StockService, linesOf } from '../ticketing/stock.service.js';
import type { Order } from './orders.queries.js';
import { type ReleasedTicket, cancelFees, cancelTickets, recountTotal } from './releases.queries.js';

/** What of an order is cancelled, under which entry of its cancellations. */
export interface ReleaseOf {
  cancellationId: string;
  ticketIds: readonly string[];
}

/**
 * Takes tickets out of an order, whatever their state: their places and the uses of their codes are free at once, and once
 * only. Whoever calls has locked the stock, and settles it afterwards.
 */
@Injectable()
export class ReleasesService {
  constructor(
    private readonly stock: StockService,
    private readonly holds: HoldsService,
  ) {}

  /** Leaves the total as it was: an expired order shows what it would have cost. */
  async release(tx: Tx, actor: Actor, order: Order, { cancellationId, ticketIds }: ReleaseOf): Promise<void> {
    const released = await cancelTickets(tx, actor, cancellationId, ticketIds);
    const { requested, taken } = divided(order, released);
    await this.stock.giveBack(tx, actor, linesOf(taken));
    if (order.holdId !== null && requested.length > 0)
      await this.holds.reduce(tx, actor, order.holdId, linesOf(requested));
  }

  /** The same, and brings the total up to what is left: nothing, where no ticket is. Returns it. */
  async releaseForGood(tx: Tx, actor: Actor, order: Order, release: ReleaseOf): Promise<number> {
    await this.release(tx, actor, order, release);
    await cancelFees(tx, actor, order.id);
    return recountTotal(tx, actor, order.id);
  }
}

/** Places of requested tickets are counted by the hold that waits for approval; those of others are sold. */
function divided(order: Order, released: readonly ReleasedTicket[]) {
  const waiting = new Set(order.tickets.filter(({ state }) => state === 'requested').map(({ id }) => id));
  return {
    requested: released.filter(({ id }) => waiting.has(id)),
    taken: released.filter(({ id }) => !waiting.has(id)),
  };
}
