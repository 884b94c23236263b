import { Injectable } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { orderUnknown } from '../registrations/registrations.problems.js';
import { readableReference } from './bank-reference.rules.js';
import { InquiriesService, withoutClaim } from './inquiries.service.js';
import { PaymentAccountsService } from './payment-accounts.service.js';
import { PaymentIntents } from './payment-intents.js';
import {
  type PaymentIntent,
  type ProviderAccount,
  type ProviderName,
  ProviderRefused,
  ProviderUnreachable,
  accountProviders,
} from './payment-provider.js';
import { MyPaymentDto, PaymentMethodDto } from './payment.dto.js';
import { methodNotOffered, paymentUnknown, providerRefused, providerUnreachable } from './payments.problems.js';
import {
  type OrderForPayment,
  type Payment,
  findPayment,
  insertPayment,
  lockMoney,
  markEnded,
  markStarted,
  openPaymentsOf,
  orderForPayment,
  paymentsOf,
} from './payments.queries.js';
import { due, payable } from './payments.rules.js';
import { Providers } from './providers.js';
import { ReceiptsService } from './receipts.service.js';
import { toPay } from './to-pay.js';

/** A payment that waits to be told to its provider, or has been. */
interface Begun {
  payment: Payment;
  account: ProviderAccount | null;
  intent: PaymentIntent;
}

/** A bank transfer that somebody was asked for; empty what the account does not name. */
export interface AskedTransfer {
  /** Whether it still may come in time. */
  open: boolean;
  reference: string;
  holder: string;
  account: string;
}

/** What the holder of a private link pays. */
@Injectable()
export class PaymentsService {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly accounts: PaymentAccountsService,
    private readonly providers: Providers,
    private readonly receipts: ReceiptsService,
    private readonly inquiries: InquiriesService,
    private readonly intents: PaymentIntents,
  ) {}

  /** How the order can be paid now; empty where nothing is due. */
  async methods(token: string): Promise<PaymentMethodDto[]> {
    const { actor, subjectId } = await this.links.visit('order', token);
    return this.db.read(actor, async (tx) => {
      const order = await this.order(tx, actor, subjectId);
      const amount = due(order);
      if (!payable(order.state) || order.currency === null) return [];
      const { currency } = order;
      if (amount === 0) return order.state === 'pending' ? [{ provider: 'free', amount: { amount, currency } }] : [];
      const providers = await this.accounts.activeProviders(tx, actor);
      return providers.map((provider) => ({ provider, amount: { amount, currency } }));
    });
  }

  async mine(token: string): Promise<MyPaymentDto[]> {
    const { actor, subjectId } = await this.links.visit('order', token);
    return this.db.read(actor, async (tx) => (await paymentsOf(tx, actor, subjectId)).map(MyPaymentDto.ofMine));
  }

  /** The bank transfer that was asked for last and has not come. */
  async askedTransfer(tx: Tx, actor: Actor, orderId: string): Promise<AskedTransfer | null> {
    const asked = (await paymentsOf(tx, actor, orderId)).findLast(
      ({ provider, state }) => provider === 'bank-transfer' && (state === 'pending' || state === 'canceled'),
    );
    if (!asked?.reference) return null;
    const { holder = '', iban = '' } = asked.instructions ?? {};
    return { open: asked.state === 'pending', reference: readableReference(asked.reference), holder, account: iban };
  }

  /** Begins to pay what is due. Where a payment of this kind is open for this amount, that one is the answer again. */
  async start(token: string, claim: IdempotencyClaim | undefined, provider: ProviderName): Promise<MyPaymentDto> {
    const { actor, subjectId } = await this.links.visit('order', token, claim);
    const bare = withoutClaim(actor);
    const begun = await this.begin(bare, subjectId, provider);
    const payment = begun.payment.state === 'created' ? await this.tell(bare, begun) : begun.payment;
    return this.db.transaction(actor, async (tx) => MyPaymentDto.ofMine(await this.find(tx, actor, payment.id)));
  }

  /** The payer is back from the provider's page: asks what became of it, so that nobody waits for a notice. */
  async check(token: string, paymentId: string): Promise<MyPaymentDto> {
    const { actor, subjectId } = await this.links.visit('order', token);
    const read = () =>
      this.db.read(actor, async (tx) => {
        const payment = await findPayment(tx, actor, paymentId);
        if (payment?.orderId !== subjectId) throw paymentUnknown();
        return payment;
      });
    const before = await read();
    if (before.state === 'confirmed') return MyPaymentDto.ofMine(before);
    // Who comes back is shown what is known: that the provider does not answer now is no reason to show nothing.
    await this.inquiries.ask(actor, paymentId).catch((error: unknown) => {
      if (!(error instanceof ProviderUnreachable || error instanceof ProviderRefused)) throw error;
    });
    return MyPaymentDto.ofMine(await read());
  }

  /** Tells the provider of a payment that was written down and whose answer never came; the key makes it the same one. */
  async resume(actor: Actor, paymentId: string): Promise<void> {
    const begun = await this.db.read(actor, async (tx) => {
      const payment = await findPayment(tx, actor, paymentId);
      if (payment?.state !== 'created') return null;
      const account = payment.accountId === null ? null : await this.accounts.opened(tx, actor, payment.accountId);
      return { payment, account, intent: await this.intents.of(tx, actor, payment) };
    });
    if (begun) await this.tell(actor, begun);
  }

  /** The row comes first: whatever happens to this process, it is known that the provider may have been told. */
  private async begin(actor: Actor, orderId: string, provider: ProviderName): Promise<Begun> {
    const stale = await this.db.read(actor, async (tx) => {
      const amount = due(await this.order(tx, actor, orderId));
      const open = (await openPaymentsOf(tx, actor, orderId)).find((payment) => payment.provider === provider);
      return open && open.amount !== amount ? open : null;
    });
    if (stale) await this.callOff(actor, stale);
    return this.db.transaction(actor, async (tx) => {
      await lockMoney(tx, actor, orderId);
      const order = await this.order(tx, actor, orderId);
      const open = (await openPaymentsOf(tx, actor, orderId)).find((payment) => payment.provider === provider);
      const payment = open ?? (await this.insert(tx, actor, order, provider));
      const account = payment.accountId === null ? null : await this.accounts.opened(tx, actor, payment.accountId);
      return { payment, account, intent: await this.intents.of(tx, actor, payment) };
    });
  }

  private async insert(tx: Tx, actor: Actor, order: OrderForPayment, provider: ProviderName): Promise<Payment> {
    const { amount, currency } = toPay(order, provider);
    const free = provider === 'free';
    const known = accountProviders.find((name) => name === provider);
    const account = known ? await this.accounts.active(tx, actor, known) : null;
    if (!free && !account) throw methodNotOffered({ pointer: '/provider' });
    const accountId = account?.id ?? null;
    const payment = await insertPayment(tx, actor, {
      orderId: order.id,
      provider,
      accountId,
      amount,
      currency,
    });
    if (free)
      await this.receipts.confirm(tx, actor, {
        paymentId: payment.id,
        money: { amount: 0, currency },
        ref: null,
        captureRef: null,
      });
    return this.find(tx, actor, payment.id);
  }

  /** The call, outside any transaction; then what it answered. */
  private async tell(actor: Actor, { payment, account, intent }: Begun): Promise<Payment> {
    try {
      const started = await this.providers.of(payment.provider).start(account, intent);
      return await this.db.transaction(actor, async (tx) => {
        await markStarted(tx, actor, payment.id, started);
        return this.find(tx, actor, payment.id);
      });
    } catch (error) {
      if (error instanceof ProviderUnreachable) {
        await this.inquiries.failed(actor, payment, error);
        throw providerUnreachable({ retryAfter: 5 });
      }
      if (!(error instanceof ProviderRefused)) throw error;
      const failure = error.message;
      await this.db.transaction(actor, (tx) =>
        markEnded(tx, actor, payment.id, { state: 'failed', failure, overAtProvider: true }),
      );
      throw providerRefused();
    }
  }

  /** What is to be paid has changed: nobody is sent to pay the old amount any more. What comes all the same counts. */
  private async callOff(actor: Actor, payment: Payment): Promise<void> {
    const { online } = this.providers.of(payment.provider);
    if (online) await this.callOffAt(actor, payment);
    const end = { state: 'canceled', failure: 'the amount changed', overAtProvider: !online } as const;
    await this.db.transaction(actor, (tx) => markEnded(tx, actor, payment.id, end));
  }

  /** One whose answer never came is told once more, so that there is something to call off. */
  private async callOffAt(actor: Actor, payment: Payment): Promise<void> {
    try {
      if (payment.state === 'created') await this.resume(actor, payment.id);
      await this.inquiries.callOff(actor, payment.id);
    } catch (error) {
      if (error instanceof ProviderUnreachable) throw providerUnreachable({ retryAfter: 5 });
      // It does not know the payment, or would not begin it: then nobody pays it.
      if (
        !(error instanceof ProviderRefused || (error instanceof Problem && error.code === 'payments/provider-refused'))
      )
        throw error;
    }
  }

  private async order(tx: Tx, actor: Actor, orderId: string): Promise<OrderForPayment> {
    const order = await orderForPayment(tx, actor, orderId);
    if (!order) throw orderUnknown();
    return order;
  }

  private async find(tx: Tx, actor: Actor, paymentId: string): Promise<Payment> {
    const payment = await findPayment(tx, actor, paymentId);
    if (!payment) throw paymentUnknown();
    return payment;
  }
}
