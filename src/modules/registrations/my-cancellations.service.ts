import { Injectable } from '@nestjs/common';
import type { Problem } from '../../kernel/problem.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { CancellationPreviewDto } from './cancellation.dto.js';
import { admittedAmong } from './cancellations.queries.js';
import { CancellationsService } from './cancellations.service.js';
import type { MyOrderDto } from './my-order.dto.js';
import { OrderPapers } from './order-papers.js';
import type { CancelMineDto } from './order-request.dto.js';
import { planCancellation } from './order.rules.js';
import type { Order } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { obstacleFor } from './refunds-owed.rules.js';
import { type OwedTo, RefundsOwedService, payerOf } from './refunds-owed.service.js';
import { refundChanged } from './registrations.problems.js';
import { whyNotWithout } from './rest.rules.js';
import { SaleContext } from './sale-context.js';

/** What holders of a private link cancel themselves: what comes back is shown first, and by then nothing else is done. */
@Injectable()
export class MyCancellationsService {
  constructor(
    private readonly db: Database,
    private readonly papers: OrderPapers,
    private readonly orders: OrdersService,
    private readonly owed: RefundsOwedService,
    private readonly cancellations: CancellationsService,
    private readonly sale: SaleContext,
  ) {}

  async preview(token: string, ticketId: string | null): Promise<CancellationPreviewDto> {
    const { actor, orderId } = await this.papers.holder(token);
    return this.db.read(actor, async (tx) => {
      const order = await this.orders.getOpen(tx, actor, orderId);
      const { ticketIds } = planCancellation(order, ticketId === null ? null : [ticketId]);
      const owed = await this.owed.of(tx, actor, order, { ticketIds, choice: choiceFor(order, ticketIds) });
      const problem = await this.obstacle(tx, actor, order, { ticketIds, ticketId, owed });
      return CancellationPreviewDto.of(shownTo(order, owed), ticketIds, problem?.refusal ?? null);
    });
  }

  /** Cancels one ticket with what was added to it, or all where `ticketId` is null. */
  async cancel(
    token: string,
    claim: IdempotencyClaim | undefined,
    ticketId: string | null,
    input: CancelMineDto,
  ): Promise<MyOrderDto> {
    const { actor, orderId } = await this.papers.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      const { tickets, id } = await this.orders.getOpen(tx, actor, orderId);
      await this.cancellations.cancel(tx, actor, {
        orderId,
        ticketIds: ticketId === null ? null : [ticketId],
        reason: input.reason ?? null,
        notify: true,
        refund: choiceFor(
          { id, tickets },
          tickets.map((ticket) => ticket.id),
        ),
        judge: (order, ticketIds, owed) => this.judge(tx, actor, order, { ticketIds, ticketId, owed, input }),
      });
      return this.papers.of(tx, actor, await this.orders.get(tx, actor, orderId));
    });
  }

  private async judge(
    tx: Tx,
    actor: Actor,
    order: Order,
    { input, ...going }: { ticketIds: readonly string[]; ticketId: string | null; owed: OwedTo; input: CancelMineDto },
  ): Promise<void> {
    const problem = await this.obstacle(tx, actor, order, going);
    if (problem) throw problem;
    const { expectedRefund } = input;
    const { refund, currency } = going.owed;
    if (expectedRefund !== undefined && expectedRefund !== refund)
      throw refundChanged({
        pointer: '/expectedRefund',
        refund: currency === null ? null : { amount: refund, currency },
      });
  }

  private async obstacle(
    tx: Tx,
    actor: Actor,
    order: Order,
    { ticketIds, ticketId, owed }: { ticketIds: readonly string[]; ticketId: string | null; owed: OwedTo },
  ): Promise<Problem | null> {
    const admitted = await admittedAmong(tx, actor, ticketIds);
    const catalogue = await this.sale.catalogue.load(tx, actor, order.eventId);
    return (
      obstacleFor(order, { ticketId, admitted, policy: owed.policy, verdict: owed.verdict }) ??
      whyNotWithout(catalogue, order.tickets, ticketIds)
    );
  }
}

/** Whoever was given a ticket does not see what somebody else paid for it. */
const shownTo = (order: Order, owed: OwedTo): OwedTo =>
  owed.payerId === order.id
    ? owed
    : { ...owed, currency: null, lines: owed.lines.map((line) => ({ ...line, price: 0, kept: 0 })) };

/** Whoever was given a ticket may give it up; the money is not theirs. */
const choiceFor = (order: Pick<Order, 'id' | 'tickets'>, ticketIds: readonly string[]): 'policy' | 'none' =>
  payerOf(order, ticketIds) === order.id ? 'policy' : 'none';
