import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import { SettlementsService } from '../registrations/settlements.service.js';
import { type Discrepancy, closeDiscrepancies, discrepancyColumns, findDiscrepancy } from './discrepancies.queries.js';
import { type Resolution, waysOutOf } from './discrepancies.rules.js';
import { DiscrepancyDto, type DiscrepancyQuery } from './discrepancy.dto.js';
import { InquiriesService } from './inquiries.service.js';
import { watchOrder } from './order-watch.js';
import { ProviderRefused, ProviderUnreachable } from './payment-provider.js';
import { actionImpossible, discrepancyUnknown, providerRefused, providerUnreachable } from './payments.problems.js';
import { lockMoney, orderForPayment } from './payments.queries.js';
import { covers } from './payments.rules.js';
import { PaymentsService } from './payments.service.js';
import { ReceiptsService } from './receipts.service.js';
import { RefundBook } from './refund-book.js';
import { findRefund } from './refunds.queries.js';
import { RefundsService } from './refunds.service.js';

/** What does not add up, and what people do about it. */
@Injectable()
export class DiscrepanciesService {
  constructor(
    private readonly db: Database,
    private readonly settlements: SettlementsService,
    private readonly payments: PaymentsService,
    private readonly inquiries: InquiriesService,
    private readonly receipts: ReceiptsService,
    private readonly refunds: RefundsService,
    private readonly book: RefundBook,
  ) {}

  list(actor: Actor, query: DiscrepancyQuery): Promise<Page<DiscrepancyDto>> {
    const listing = {
      from: 'payment_discrepancies',
      select: discrepancyColumns,
      where: 't.state = $2',
      params: [actor.organizationId, query.state],
    };
    return this.db.read(actor, (tx) => readPage<Discrepancy, DiscrepancyDto>(tx, listing, query, DiscrepancyDto.of));
  }

  async resolve(actor: Actor, id: string, action: Resolution): Promise<DiscrepancyDto> {
    if (action === 'retry-ask') await this.askAgain(actor, id);
    return this.db.transaction(actor, async (tx) => {
      if (action !== 'retry-ask') await this.act(tx, actor, await this.open(tx, actor, id, action), action);
      return DiscrepancyDto.of(await this.find(tx, actor, id));
    });
  }

  /** What the provider answers resolves it, or does not. */
  private async askAgain(actor: Actor, id: string): Promise<void> {
    const { paymentId } = await this.db.read(actor, (tx) => this.open(tx, actor, id, 'retry-ask'));
    if (paymentId === null) throw actionImpossible();
    try {
      await this.payments.resume(actor, paymentId);
      await this.inquiries.ask(actor, paymentId);
    } catch (error) {
      if (error instanceof ProviderUnreachable) throw providerUnreachable({ retryAfter: 30 });
      if (error instanceof ProviderRefused) throw providerRefused({ detail: error.message });
      throw error;
    }
  }

  /** Closed first, so that what its resolution changes does not find it open. */
  private async act(tx: Tx, actor: Actor, found: Discrepancy, action: Resolution): Promise<void> {
    if (found.orderId !== null) await lockMoney(tx, actor, found.orderId);
    const close = { kinds: [found.kind], subject: found.subject, resolution: action };
    if ((await closeDiscrepancies(tx, actor, close)) === 0) throw actionImpossible({ state: 'resolved' });
    if (action === 'give-ticket') await this.giveTicket(tx, actor, found);
    else if (found.kind === 'mismatch') await this.takeAsItIs(tx, actor, found, action);
    else if (action === 'refund') await this.giveBack(tx, actor, found);
    if (found.orderId !== null) await watchOrder(tx, actor, found.orderId);
  }

  private async giveTicket(tx: Tx, actor: Actor, { orderId }: Discrepancy): Promise<void> {
    const order = orderId === null ? undefined : await orderForPayment(tx, actor, orderId);
    if (!order || !covers(order)) throw actionImpossible({ detail: 'The money does not cover it' });
    const settled = await this.settlements.paid(tx, actor, order.id);
    if (settled === 'no-stock') throw actionImpossible({ detail: 'Its places are gone' });
  }

  private async giveBack(tx: Tx, actor: Actor, { kind, orderId, refundId, amount }: Discrepancy): Promise<void> {
    if (kind === 'refund-failed') {
      const refund = refundId === null ? undefined : await findRefund(tx, actor, refundId);
      if (!refund || !(await this.book.again(tx, actor, refund))) throw actionImpossible();
      return;
    }
    if (orderId === null || amount === null) throw actionImpossible();
    await this.refunds.giveBackSurplus(tx, actor, orderId, { amount, reason: kind });
  }

  /** The money is written down as the provider has it: to pay for the order with it, or to give it back. */
  private async takeAsItIs(tx: Tx, actor: Actor, found: Discrepancy, action: Resolution): Promise<void> {
    const { paymentId, orderId, amount, currency } = found;
    if (paymentId === null || orderId === null || amount === null || currency === null) throw actionImpossible();
    const { captureRef } = found.details as { captureRef?: string | null };
    const receipt = { paymentId, money: { amount, currency }, ref: null, captureRef: captureRef ?? null };
    if (action === 'accept') {
      await this.receipts.confirm(tx, actor, receipt);
      return;
    }
    if (!(await this.receipts.book(tx, actor, receipt))) throw actionImpossible();
    await this.book.giveBack(
      tx,
      actor,
      { id: orderId, currency },
      { amount, reason: 'mismatch', source: null, paymentId },
    );
  }

  private async open(tx: Tx, actor: Actor, id: string, action: Resolution): Promise<Discrepancy> {
    const found = await this.find(tx, actor, id);
    if (found.state !== 'open') throw actionImpossible({ state: found.state });
    const possible = waysOutOf(found);
    if (!possible.includes(action)) throw actionImpossible({ possible });
    return found;
  }

  private async find(tx: Tx, actor: Actor, id: string): Promise<Discrepancy> {
    const found = await findDiscrepancy(tx, actor, id);
    if (!found) throw discrepancyUnknown();
    return found;
  }
}
