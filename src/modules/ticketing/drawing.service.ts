import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { type Drawing, carryTaken, drawsTwice, startDrawing, stopDrawing } from './drawing.queries.js';
import { belowTaken, quotaDrawnTwice, quotaUnknown } from './ticketing.problems.js';

/** Which quotas a ticket type or variation draws on. Whoever changes that has locked the stock of the event. */
@Injectable()
export class DrawingService {
  /** Lets a product draw on these quotas and no others. The places it has taken are counted there, so they must have room. */
  async redraw(tx: Tx, actor: Actor, product: Drawing, quotaIds: readonly string[]): Promise<void> {
    const added = quotaIds.filter((id) => !product.quotaIds.includes(id));
    const dropped = product.quotaIds.filter((id) => !quotaIds.includes(id));
    const known = await startDrawing(tx, actor, product, added);
    if (known < added.length) throw quotaUnknown({ pointer: '/quotaIds' });
    const roomy = await carryTaken(tx, actor, product, { quotaIds: added, sign: 1 });
    if (roomy < added.length) throw belowTaken({ pointer: '/quotaIds' });
    await stopDrawing(tx, actor, product, dropped);
    await carryTaken(tx, actor, product, { quotaIds: dropped, sign: -1 });
    if (await drawsTwice(tx, actor, product.ticketTypeId)) throw quotaDrawnTwice({ pointer: '/quotaIds' });
  }
}
