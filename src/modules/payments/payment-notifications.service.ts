import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { InquiriesService, isLive } from './inquiries.service.js';
import { PaymentAccountsService } from './payment-accounts.service.js';
import {
  NoticeForged,
  type Notice,
  type NoticeHeaders,
  type ProviderAccount,
  ProviderRefused,
  ProviderUnreachable,
} from './payment-provider.js';
import { notificationRefused, providerUnreachable } from './payments.problems.js';
import { PaymentsService } from './payments.service.js';
import { type Payment, findNamed } from './payments.queries.js';
import { agreedOn, differences } from './payments.rules.js';
import { type EventOutcome, type EventVerdict, judgeEvent, recordEvent } from './provider-events.queries.js';
import { Providers } from './providers.js';
import type { Applied } from './reports.service.js';

const outcomeOf: Readonly<Record<Applied, EventOutcome>> = {
  confirmed: 'applied',
  ended: 'applied',
  refunds: 'applied',
  unchanged: 'ignored',
  mismatch: 'mismatch',
};

/**
 * What providers send. A notice is a reason to ask and nothing more, so it may come twice, late, in any order or from
 * somebody else. What it claims is compared with what was agreed, and kept as a trace.
 */
@Injectable()
export class PaymentNotificationsService {
  constructor(
    private readonly db: Database,
    private readonly accounts: PaymentAccountsService,
    private readonly providers: Providers,
    private readonly inquiries: InquiriesService,
    private readonly payments: PaymentsService,
  ) {}

  async receive(accountId: string, body: Buffer, headers: NoticeHeaders): Promise<void> {
    const { actor, account } = await this.accounts.addressed(accountId);
    const notice = this.read(account, body, headers);
    const before = await this.db.transaction(actor, async (tx) => {
      const payment = await findNamed(tx, actor, account.id, notice);
      // Anybody may send what is not signed: it is kept only where it is about something.
      if (!payment && !notice.signed) return { payment, outcome: undefined };
      const outcome = await recordEvent(tx, actor, {
        accountId: account.id,
        eventRef: notice.eventRef,
        kind: notice.kind,
        bodyHash: createHash('sha256').update(body).digest(),
        paymentId: payment?.id ?? null,
      });
      return { payment, outcome };
    });
    // What is not signed may have come from somebody else, before it was true: then the genuine one is no repetition.
    if (before.outcome === 'applied' && notice.signed) return;
    const verdict = await this.judge(actor, account, notice, before.payment);
    await this.db.transaction(actor, (tx) => judgeEvent(tx, actor, account.id, notice.eventRef, verdict));
  }

  private async judge(
    actor: Actor,
    account: ProviderAccount,
    notice: Notice,
    payment: Payment | undefined,
  ): Promise<EventVerdict> {
    if (!payment) return { outcome: 'unknown', detail: null };
    const differing = differences(agreedOn(payment, isLive(account)), notice);
    if (differing.length > 0) return { outcome: 'mismatch', detail: differing.join(', ') };
    if (payment.state === 'confirmed' && notice.claimsPaid && isAbout(notice, payment))
      return { outcome: 'ignored', detail: null };
    return this.ask(actor, account, payment, notice).catch(verdictOf);
  }

  private async ask(actor: Actor, account: ProviderAccount, payment: Payment, notice: Notice): Promise<EventVerdict> {
    // The answer to starting it was lost: the same key brings it, and with it the name that it can be asked by.
    if (payment.state === 'created') await this.payments.resume(actor, payment.id);
    const { applied } = await this.inquiries.ask(
      actor,
      payment.id,
      payment.providerRef === null ? undefined : { payment, account },
    );
    if (await this.inquiries.askAboutTwin(actor, payment, notice)) return { outcome: 'applied', detail: 'twice' };
    const contradicted = notice.claimsPaid && applied === 'unchanged' && payment.state !== 'confirmed';
    return contradicted
      ? { outcome: 'received', detail: 'the provider does not say so' }
      : { outcome: outcomeOf[applied], detail: null };
  }

  private read(account: ProviderAccount, body: Buffer, headers: NoticeHeaders): Notice {
    try {
      return this.providers.of(account.provider).readNotification(account, body, headers);
    } catch (error) {
      if (error instanceof NoticeForged) throw notificationRefused();
      throw error;
    }
  }
}

/** What the provider says no to is not as the notice has it; where it does not answer, the notice is to come again. */
function verdictOf(error: unknown): EventVerdict {
  if (error instanceof ProviderUnreachable) throw providerUnreachable({ retryAfter: 30 });
  if (error instanceof ProviderRefused) return { outcome: 'mismatch', detail: error.message.slice(0, 200) };
  throw error;
}

/** Whether it names the money that the payment was confirmed with: then there is nothing to ask. */
const isAbout = (notice: Notice, { providerRef, captureRef }: Payment): boolean =>
  notice.ref === null ? notice.captureRef !== null && notice.captureRef === captureRef : notice.ref === providerRef;
