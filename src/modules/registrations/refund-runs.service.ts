import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { EventsService } from '../events/events.service.js';
import { CancellationsService } from './cancellations.service.js';
import { type NewRefundRunDto, RefundRunDto, type RefundRunsDto } from './refund-run.dto.js';
import { findRun, insertRun, lockRunOrder, runsOf, settleRunOrder } from './refund-runs.queries.js';
import { type OrderRefundWanted, orderRefundWanted } from './registrations.messages.js';
import { eventNotCancelled, refundRunUnknown } from './registrations.problems.js';

/**
 * Money back for everybody after an event was called off. Each order is a job of its own: what is interrupted goes on, one
 * order that fails holds up no other, and each is dealt with once.
 */
@Injectable()
export class RefundRunsService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly events: EventsService,
    private readonly cancellations: CancellationsService,
  ) {}

  onModuleInit(): void {
    this.jobs.on<OrderRefundWanted['data']>('order.refund-wanted', 'refund-runs', (tx, actor, told) =>
      this.refund(tx, actor, told),
    );
  }

  start(actor: Actor, eventId: string, input: NewRefundRunDto): Promise<RefundRunDto> {
    return this.db.transaction(actor, async (tx) => {
      const { status } = await this.events.get(tx, actor, eventId);
      if (status !== 'cancelled') throw eventNotCancelled();
      const { runId, orderIds } = await insertRun(tx, actor, eventId, input);
      const wanted = orderIds.map((orderId) => orderRefundWanted(runId, orderId, eventId));
      await this.jobs.publish(tx, actor, wanted);
      return RefundRunDto.of(await this.get(tx, actor, eventId, runId));
    });
  }

  show(actor: Actor, eventId: string, runId: string): Promise<RefundRunDto> {
    return this.db.read(actor, async (tx) => RefundRunDto.of(await this.get(tx, actor, eventId, runId)));
  }

  list(actor: Actor, eventId: string): Promise<RefundRunsDto> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return { items: (await runsOf(tx, actor, eventId)).map(RefundRunDto.of) };
    });
  }

  private async get(tx: Tx, actor: Actor, eventId: string, runId: string) {
    const run = await findRun(tx, actor, eventId, runId);
    if (!run) throw refundRunUnknown();
    return run;
  }

  private async refund(tx: Tx, actor: Actor, { runId, orderId }: OrderRefundWanted['data']): Promise<void> {
    const wanted = await lockRunOrder(tx, actor, runId, orderId);
    if (!wanted) return;
    const { rate, reason } = wanted;
    try {
      const owed = await this.cancellations.cancel(tx, actor, {
        orderId,
        ticketIds: null,
        reason,
        notify: true,
        refund: { rate },
      });
      await settleRunOrder(tx, actor, { runId, orderId, amount: owed.refund, code: null });
    } catch (error) {
      // What is refused is refused before anything is written: the order is no longer one to cancel.
      if (!(error instanceof Problem)) throw error;
      await settleRunOrder(tx, actor, { runId, orderId, amount: 0, code: error.code });
    }
  }
}
