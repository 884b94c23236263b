import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { type Tx, one } from '../../platform/database/sql.js';
import { EventsService } from '../events/events.service.js';
import { SettlementsService } from '../registrations/settlements.service.js';
import { orderForPayment } from './payments.queries.js';
import { covers } from './payments.rules.js';

const defaultHours = 72;

/**
 * A paid order is one whose money covers it. Where money went back and it no longer does, the order waits for the rest, and
 * with it the tickets that others have from it.
 */
@Injectable()
export class OrderCoverage {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly settlements: SettlementsService,
  ) {}

  /** After the event nobody's ticket is taken back: what is missing then is on the list only. */
  async check(tx: Tx, actor: Actor, orderId: string): Promise<void> {
    const order = await orderForPayment(tx, actor, orderId);
    if (!order || order.total === 0) return;
    const over = order.state !== 'pending' && order.state !== 'paid' && order.state !== 'retained';
    if (over) return;
    // A refund failed, or a bank gave the money back: it is there again.
    if (covers(order)) {
      if (order.state !== 'paid') await this.settlements.paid(tx, actor, orderId);
      return;
    }
    if (order.state === 'pending') return;
    const { endsAt } = await this.events.get(tx, actor, order.eventId);
    if (endsAt <= this.clock.now()) return;
    const hours = await hoursToPay(tx, actor, order.eventId);
    await this.settlements.uncovered(tx, actor, orderId, { covered: Math.max(0, order.net - order.retained), hours });
  }
}

async function hoursToPay(tx: Tx, actor: Actor, eventId: string): Promise<number> {
  const row = await one<{ hours: number }>(
    tx,
    `select payment_hours as hours from sale_settings where organization_id = $1 and event_id = $2`,
    [actor.organizationId, eventId],
  );
  return row?.hours ?? defaultHours;
}
