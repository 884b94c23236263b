import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { InquiriesService } from './inquiries.service.js';
import { PaymentAccountsService } from './payment-accounts.service.js';
import { type ProviderAccount, ProviderRefused, type RefundReport } from './payment-provider.js';
import type { RefundRun } from './payments.messages.js';
import { type Payment, findPayment, lockMoney } from './payments.queries.js';
import { Providers } from './providers.js';
import { RefundBook } from './refund-book.js';
import { type Refund, findRefund, moveRefund } from './refunds.queries.js';

interface Prepared {
  refund: Refund;
  payment: Payment;
  account: ProviderAccount;
}

/** Tells providers to give money back. The same request until it is answered, whoever dies meanwhile. */
@Injectable()
export class RefundRunsService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly accounts: PaymentAccountsService,
    private readonly providers: Providers,
    private readonly book: RefundBook,
    private readonly inquiries: InquiriesService,
  ) {}

  onModuleInit(): void {
    this.jobs.onOutside<RefundRun['data']>('refund/run', (actor, { refundId }) => this.run(actor, refundId));
  }

  /**
   * Fails where the provider cannot be reached: the job comes again. Then it is asked first: it remembers keys for a day only,
   * and whether the money went back for good.
   */
  async run(actor: Actor, refundId: string): Promise<void> {
    const prepared = await this.prepare(actor, refundId);
    if (!prepared || (prepared.refund.state === 'transit' && (await this.isThere(actor, prepared)))) return;
    const report = await this.tell(prepared);
    await this.db.transaction(actor, async (tx) => {
      await lockMoney(tx, actor, prepared.refund.orderId);
      const refund = await findRefund(tx, actor, refundId);
      if (refund?.state !== 'transit' || refund.round !== prepared.refund.round) return;
      if (report.state === 'done') await this.book.done(tx, actor, refund, report.ref);
      else if (report.state === 'failed') await this.book.failed(tx, actor, refund, report.failure ?? 'refused');
      else await moveRefund(tx, actor, { id: refundId, from: ['transit'], to: 'transit', providerRef: report.ref });
    });
  }

  /** Whether the provider has it, or has something else than we, so that somebody has to look first. */
  private async isThere(actor: Actor, { refund, payment }: Prepared): Promise<boolean> {
    const { applied } = await this.inquiries.ask(actor, payment.id);
    const now = await this.db.read(actor, (tx) => findRefund(tx, actor, refund.id));
    return applied === 'mismatch' || now?.state !== 'transit' || now.providerRef !== null || now.round !== refund.round;
  }

  /** From here on the provider may know of it. Null where it is over, or people carry it out. */
  private prepare(actor: Actor, refundId: string): Promise<Prepared | null> {
    return this.db.transaction(actor, async (tx) => {
      const found = await findRefund(tx, actor, refundId);
      if (found?.state !== 'created' && found?.state !== 'transit') return null;
      const payment = await findPayment(tx, actor, found.paymentId);
      if (!payment?.accountId || payment.providerRef === null || !this.providers.of(payment.provider).online)
        return null;
      await moveRefund(tx, actor, { id: refundId, from: ['created'], to: 'transit' });
      const account = await this.accounts.opened(tx, actor, payment.accountId);
      return { refund: found, payment, account };
    });
  }

  private async tell({ refund, payment, account }: Prepared): Promise<RefundReport> {
    try {
      return await this.providers.of(payment.provider).refund(account, {
        refundId: refund.id,
        key: `refund-${refund.id}-${refund.round}`,
        paymentId: payment.id,
        ref: payment.providerRef ?? '',
        captureRef: payment.captureRef,
        money: { amount: refund.amount, currency: refund.currency },
        reason: refund.reason,
      });
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      return { ref: null, state: 'failed', failure: error.message };
    }
  }
}
