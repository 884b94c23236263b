import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Stripe } from 'stripe';
import type { Money } from '../../kernel/money.js';
import { Config } from '../../platform/config/config.js';
import {
  type Notice,
  NoticeForged,
  type NoticeHeaders,
  type PaymentIntent,
  type PaymentProvider,
  type PaymentReport,
  type ProviderAccount,
  ProviderRefused,
  type RefundIntent,
  type RefundReport,
  type ReportedRefund,
  type StartedPayment,
} from './payment-provider.js';
import { Providers } from './providers.js';
import { fromStripe, toStripe } from './stripe-amounts.rules.js';
import { meaningOf } from './stripe-errors.js';
import { noticeOf } from './stripe-notices.js';

/** How old a signed notice may be, in seconds: an older one is a recording. */
const tolerance = 300;
const refundStates = { succeeded: 'done', pending: 'pending', requires_action: 'pending' } as const;

/**
 * Cards and more by https://docs.stripe.com/api: a hosted Checkout Session in payment mode, which needs no script here, and
 * the PaymentIntent behind it.
 */
@Injectable()
export class StripeProvider implements PaymentProvider, OnModuleInit {
  readonly provider = 'stripe';
  readonly online = true;
  private readonly clients = new Map<string, Stripe>();

  constructor(
    private readonly config: Config,
    private readonly providers: Providers,
  ) {}

  onModuleInit(): void {
    this.providers.add(this);
  }

  async start(account: ProviderAccount | null, intent: PaymentIntent): Promise<StartedPayment> {
    const { amount, currency } = intent.money;
    const unitAmount = toStripe(amount, currency);
    if (unitAmount === null) throw new ProviderRefused(`Stripe does not take ${amount} ${currency}`);
    const metadata = { payment: intent.paymentId };
    const price = { currency: currency.toLowerCase(), unit_amount: unitAmount };
    const session = await this.definite(account, (stripe) =>
      stripe.checkout.sessions.create(
        {
          mode: 'payment',
          line_items: [{ quantity: 1, price_data: { ...price, product_data: { name: intent.description } } }],
          client_reference_id: intent.paymentId,
          customer_email: intent.email,
          locale: intent.locale,
          metadata,
          payment_intent_data: { metadata, description: intent.description },
          success_url: intent.returnUrl,
          cancel_url: intent.returnUrl,
        },
        { idempotencyKey: `payment-${intent.paymentId}` },
      ),
    );
    return { ref: session.id, redirectUrl: session.url, instructions: null, reference: null };
  }

  async ask(account: ProviderAccount, ref: string): Promise<PaymentReport> {
    const { session, intent } = await this.uncertain(account, async (stripe) =>
      ref.startsWith('pi_')
        ? { session: null, intent: await stripe.paymentIntents.retrieve(ref, { expand: ['latest_charge'] }) }
        : expanded(
            await stripe.checkout.sessions.retrieve(ref, {
              expand: ['payment_intent', 'payment_intent.latest_charge'],
            }),
          ),
    );
    const paid = intent?.status === 'succeeded';
    const refunds = paid ? await this.refundsOf(account, intent) : [];
    return { ...(session ? ofSession(session, intent) : ofIntent(intent)), refunds };
  }

  /** What cannot be called off any more is what the answer says. */
  async cancel(account: ProviderAccount, ref: string): Promise<PaymentReport> {
    const over = await this.uncertain(account, async (stripe) => {
      if (ref.startsWith('pi_')) return false;
      await stripe.checkout.sessions.expire(ref);
      return true;
    }).catch((error: unknown) => {
      if (error instanceof ProviderRefused) return false;
      throw error;
    });
    const report = await this.ask(account, ref);
    return over && report.state === 'pending' ? { ...report, state: 'canceled' } : report;
  }

  async refund(account: ProviderAccount, intent: RefundIntent): Promise<RefundReport> {
    const amount = toStripe(intent.money.amount, intent.money.currency);
    if (amount === null || intent.captureRef === null) throw new ProviderRefused('Stripe cannot give this back');
    const refund = await this.definite(account, (stripe) =>
      stripe.refunds.create(
        { payment_intent: intent.captureRef ?? '', amount, metadata: { refund: intent.refundId } },
        { idempotencyKey: intent.key },
      ),
    );
    return { ref: refund.id, state: stateOf(refund), failure: refund.failure_reason ?? null };
  }

  readNotification(account: ProviderAccount, body: Buffer, headers: NoticeHeaders): Notice {
    const signature = headers['stripe-signature'];
    try {
      const event = this.client(account).webhooks.constructEvent(
        body.toString('utf8'),
        typeof signature === 'string' ? signature : '',
        account.secrets['webhookSecret'] ?? '',
        tolerance,
      );
      return noticeOf(event);
    } catch (error) {
      throw new NoticeForged(error instanceof Error ? error.message : 'unsigned', { cause: error });
    }
  }

  private async refundsOf(account: ProviderAccount, intent: Stripe.PaymentIntent): Promise<ReportedRefund[]> {
    const disputed = typeof intent.latest_charge === 'object' && intent.latest_charge?.disputed === true;
    return this.uncertain(account, async (stripe) => {
      const refunds = await stripe.refunds.list({ payment_intent: intent.id, limit: 100 });
      const disputes = disputed ? await stripe.disputes.list({ payment_intent: intent.id, limit: 100 }) : { data: [] };
      return [...refunds.data.map(reportedRefund), ...disputes.data.map(reportedDispute)];
    });
  }

  /** Something is to happen: what Stripe says no to has not happened. */
  private definite<T>(account: ProviderAccount | null, call: (stripe: Stripe) => Promise<T>): Promise<T> {
    return call(this.client(account)).catch((error: unknown) => {
      throw meaningOf(error, true);
    });
  }

  /** Something is asked: that we may not ask says nothing of what has happened. */
  private uncertain<T>(account: ProviderAccount, call: (stripe: Stripe) => Promise<T>): Promise<T> {
    return call(this.client(account)).catch((error: unknown) => {
      throw meaningOf(error, false);
    });
  }

  private client(account: ProviderAccount | null): Stripe {
    const key = account?.secrets['secretKey'] ?? '';
    const known = this.clients.get(key);
    if (known) return known;
    if (this.clients.size >= 100) this.clients.clear();
    const { protocol, hostname, port } = new URL(this.config.stripeApiUrl);
    const client = new Stripe(key, {
      host: hostname,
      port: port || (protocol === 'http:' ? '80' : '443'),
      protocol: protocol === 'http:' ? 'http' : 'https',
      telemetry: false,
      maxNetworkRetries: 0,
      timeout: 10_000,
    });
    this.clients.set(key, client);
    return client;
  }
}

function expanded(session: Stripe.Checkout.Session): {
  session: Stripe.Checkout.Session;
  intent: Stripe.PaymentIntent | null;
} {
  const intent = session.payment_intent;
  return { session, intent: typeof intent === 'string' ? null : intent };
}

const money = (amount: number | null, currency: string | null): Money => {
  const code = (currency ?? '').toUpperCase();
  return { amount: fromStripe(amount ?? 0, code), currency: code };
};

function ofSession(
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent | null,
): Omit<PaymentReport, 'refunds'> {
  const state = stateOfSession(session, intent);
  const paid = state === 'confirmed';
  return {
    state,
    money: money(paid && intent ? intent.amount_received : session.amount_total, session.currency),
    paymentId: session.metadata?.['payment'] ?? session.client_reference_id,
    live: session.livemode,
    captureRef: intent?.id ?? null,
    failure:
      state === 'failed' ? declined(intent) : state === 'canceled' ? (intent?.cancellation_reason ?? 'expired') : null,
    underWay: session.status === 'complete' && state === 'pending',
  };
}

function stateOfSession(session: Stripe.Checkout.Session, intent: Stripe.PaymentIntent | null): PaymentReport['state'] {
  if (session.payment_status === 'paid') return 'confirmed';
  // The payer's bank sent the money back: a session that is complete can be neither paid again nor called off.
  if (session.status === 'complete' && intent?.status === 'requires_payment_method') return 'failed';
  return session.status === 'expired' || intent?.status === 'canceled' ? 'canceled' : 'pending';
}

const declined = (intent: Stripe.PaymentIntent | null): string =>
  intent?.last_payment_error?.decline_code ?? intent?.last_payment_error?.code ?? 'payment_failed';

function ofIntent(intent: Stripe.PaymentIntent): Omit<PaymentReport, 'refunds'> {
  const paid = intent.status === 'succeeded';
  return {
    state: paid ? 'confirmed' : intent.status === 'canceled' ? 'canceled' : 'pending',
    money: money(paid ? intent.amount_received : intent.amount, intent.currency),
    paymentId: intent.metadata['payment'] ?? null,
    live: intent.livemode,
    captureRef: intent.id,
    failure: intent.cancellation_reason ?? null,
    underWay: intent.status === 'processing',
  };
}

function stateOf(refund: Stripe.Refund): RefundReport['state'] {
  return refundStates[(refund.status ?? 'pending') as keyof typeof refundStates] ?? 'failed';
}

const reportedRefund = (refund: Stripe.Refund): ReportedRefund => ({
  ref: refund.id,
  refundId: refund.metadata?.['refund'] ?? null,
  money: money(refund.amount, refund.currency),
  state: stateOf(refund),
});

/** The bank takes the money when the dispute begins, and brings it back where it is won. */
const reportedDispute = (dispute: Stripe.Dispute): ReportedRefund => ({
  ref: dispute.id,
  refundId: null,
  money: money(dispute.amount, dispute.currency),
  state: dispute.status === 'won' ? 'failed' : dispute.status.startsWith('warning') ? 'pending' : 'done',
});
