import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { openDiscrepancy } from './discrepancies.queries.js';
import { PaymentAccountsService } from './payment-accounts.service.js';
import {
  type Notice,
  type PaymentReport,
  type ProviderAccount,
  ProviderForbids,
  ProviderRefused,
  ProviderUnreachable,
} from './payment-provider.js';
import { paymentUnknown } from './payments.problems.js';
import { type Payment, countAskFailure, findPayment } from './payments.queries.js';
import { Providers } from './providers.js';
import { ReceiptsService } from './receipts.service.js';
import { type Applied, ReportsService } from './reports.service.js';

/** After so many tries in vain somebody has to look at it. */
const patience = 5;

/** Whether real money goes over the account; null where nothing says so. */
export const isLive = (account: ProviderAccount): boolean | null => {
  const { live } = account.settings;
  return typeof live === 'boolean' ? live : null;
};

/** A payment and whom to ask about it. */
interface Asked {
  payment: Payment;
  account: ProviderAccount | null;
}

/** What asking came to. */
export interface Inquiry {
  applied: Applied;
  /** What the provider says; null where nobody was asked. */
  said: PaymentReport['state'] | null;
  /** Whether the payer has done their part and the money is on its way. */
  underWay: boolean;
}

/** Whether nobody at the provider answers for the payment, or not to us: waiting alone does not change that. */
export const turnedAway = (error: unknown): boolean =>
  error instanceof ProviderRefused || error instanceof ProviderForbids;

/** Asks providers what became of payments. Never inside a transaction: an answer may take long. */
@Injectable()
export class InquiriesService {
  constructor(
    private readonly db: Database,
    private readonly accounts: PaymentAccountsService,
    private readonly providers: Providers,
    private readonly reports: ReportsService,
    private readonly receipts: ReceiptsService,
  ) {}

  /** Asks, and writes down what is answered. 'unchanged' too where there is nobody to ask. */
  async ask(actor: Actor, paymentId: string, known?: Asked): Promise<Inquiry> {
    return this.inquire(actor, known ?? (await this.load(actor, paymentId)), (payment, account, ref) =>
      this.providers.of(payment.provider).ask(account, ref),
    );
  }

  /** Calls it off at the provider. What was paid a moment before is paid. */
  async callOff(actor: Actor, paymentId: string): Promise<Inquiry> {
    return this.inquire(actor, await this.load(actor, paymentId), (payment, account, ref) =>
      this.providers.of(payment.provider).cancel(account, ref),
    );
  }

  /**
   * A notice about a payment of ours names the money differently than that payment does: did the provider take it twice?
   * True where that is news.
   */
  async askAboutTwin(actor: Actor, before: Payment, notice: Pick<Notice, 'ref' | 'captureRef'>): Promise<boolean> {
    if (hasName(before, notice.ref ?? notice.captureRef)) return false;
    const { payment, account } = await this.load(actor, before.id);
    const ref = otherName(payment, notice);
    if (!account || ref === null) return false;
    const report = await this.providers.of(payment.provider).ask(account, ref);
    if (!isTwin(payment, report, isLive(account))) return false;
    const { money, captureRef } = report;
    const settled = await this.db.transaction(withoutClaim(actor), (tx) =>
      this.receipts.receiveTwin(tx, actor, payment, { ref, captureRef, money }),
    );
    return settled !== 'again';
  }

  private async inquire(
    actor: Actor,
    { payment, account }: Asked,
    speak: (payment: Payment, account: ProviderAccount, ref: string) => Promise<PaymentReport>,
  ): Promise<Inquiry> {
    if (!account || payment.providerRef === null || !this.providers.of(payment.provider).online)
      return { applied: 'unchanged', said: null, underWay: false };
    const ref = payment.providerRef;
    const report = await speak(payment, account, ref).catch(async (error: unknown) => {
      await this.failed(actor, payment, error);
      throw error;
    });
    const applied = await this.db.transaction(withoutClaim(actor), (tx) =>
      this.reports.apply(tx, actor, payment.id, { report, live: isLive(account), ref }),
    );
    return { applied, said: report.state, underWay: report.underWay };
  }

  private load(actor: Actor, paymentId: string): Promise<Asked> {
    return this.db.read(actor, async (tx) => {
      const payment = await findPayment(tx, actor, paymentId);
      if (!payment) throw paymentUnknown();
      const account = payment.accountId === null ? null : await this.accounts.opened(tx, actor, payment.accountId);
      return { payment, account };
    });
  }

  /** The provider did not say what became of it. On the list after several tries in vain; at once where it turned us away. */
  async failed(actor: Actor, payment: Payment, error: unknown): Promise<void> {
    if (error instanceof ProviderUnreachable || error instanceof ProviderRefused)
      await this.db.transaction(withoutClaim(actor), async (tx) => {
        const tries = await countAskFailure(tx, actor, payment.id);
        if (tries < patience && !turnedAway(error)) return;
        await openDiscrepancy(tx, actor, {
          kind: 'stuck',
          subject: payment.id,
          orderId: payment.orderId,
          paymentId: payment.id,
          amount: payment.amount,
          currency: payment.currency,
          details: { reason: error.message },
        });
      });
  }
}

/** By which other name than those of the payment a notice has money; null where by none. */
function otherName(payment: Payment, notice: Pick<Notice, 'ref' | 'captureRef'>): string | null {
  const ref = notice.ref ?? notice.captureRef;
  // Not known yet under which name its own money was taken: then this may be it.
  if (notice.ref === null && payment.captureRef === null) return null;
  return hasName(payment, ref) ? null : ref;
}

/** Names are given once and stay. */
const hasName = ({ providerRef, captureRef }: Payment, ref: string | null): boolean =>
  ref !== null && (ref === providerRef || ref === captureRef);

/** Whether the provider says that it took money once more for the same payment. */
const isTwin = (payment: Payment, report: PaymentReport, live: boolean | null): boolean =>
  report.state === 'confirmed' &&
  report.paymentId === (payment.twinOf ?? payment.id) &&
  (live === null || report.live === live) &&
  report.captureRef !== payment.captureRef;

/** The effect of a call to a provider is not the answer of the request that happened to make it. */
export function withoutClaim(actor: Actor): Actor {
  const { idempotency: _, ...bare } = actor;
  return bare;
}
