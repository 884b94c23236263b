import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { type Message, Jobs } from '../../platform/jobs/jobs.service.js';
import { setOrderState } from './orders.queries.js';
import { orderCancelled, orderChanged, orderConfirmed } from './registrations.messages.js';
import { type Receiver, receiversOf } from './settlements.queries.js';

/** The people who have tickets from somebody else, whose money stayed behind: what becomes of that money reaches them too. */
@Injectable()
export class TicketReceivers {
  constructor(private readonly jobs: Jobs) {}

  /** Brings their registrations up to what is left of their tickets, and tells them. Whoever calls has locked the stock. */
  async follow(tx: Tx, actor: Actor, payer: { id: string; eventId: string }): Promise<void> {
    for (const receiver of await receiversOf(tx, actor, payer.id)) {
      const news = await this.bring(tx, actor, receiver, payer.eventId);
      if (news) await this.jobs.publish(tx, actor, [news]);
    }
  }

  private async bring(
    tx: Tx,
    actor: Actor,
    { id, state, standing }: Receiver,
    eventId: string,
  ): Promise<Message | undefined> {
    if (!standing && state !== 'paid') return undefined;
    const to = standing ? 'paid' : 'cancelled';
    await setOrderState(tx, actor, id, { from: state, to });
    if (state !== to) return standing ? orderConfirmed(id, eventId) : orderCancelled(id, eventId, true);
    return orderChanged(id, eventId, true);
  }
}
