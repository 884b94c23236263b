import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { Instructions, ProviderName, StartedPayment } from './payment-provider.js';
import type { OrderMoney, PaymentState } from './payments.rules.js';

export interface Payment {
  id: string;
  orderId: string;
  provider: ProviderName;
  accountId: string | null;
  state: PaymentState;
  amount: number;
  currency: string;
  capturedAmount: number | null;
  capturedCurrency: string | null;
  confirmedAt: Date | null;
  providerRef: string | null;
  captureRef: string | null;
  redirectUrl: string | null;
  instructions: Instructions | null;
  reference: string | null;
  failure: string | null;
  askFailures: number;
  /** The payment that the provider has it under, where it took the money of that one a second time. */
  twinOf: string | null;
  /** Where people find money again that they entered by hand. */
  note: string | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

export const paymentColumns = `id, order_id as "orderId", provider, account_id as "accountId", state, amount, currency,
  captured_amount as "capturedAmount", captured_currency as "capturedCurrency", confirmed_at as "confirmedAt",
  provider_ref as "providerRef", capture_ref as "captureRef", redirect_url as "redirectUrl", instructions, reference,
  failure, ask_failures as "askFailures", twin_of as "twinOf", note, created_at as "createdAt", updated_at as "updatedAt", version`;

export const findPayment = (tx: Tx, actor: Actor, id: string): Promise<Payment | undefined> =>
  one(tx, `select ${paymentColumns} from payments where organization_id = $1 and id = $2`, [actor.organizationId, id]);

/** By whichever name a provider uses for it; of this account only. */
export const findNamed = (
  tx: Tx,
  actor: Actor,
  accountId: string,
  names: { paymentId: string | null; ref: string | null; captureRef: string | null },
): Promise<Payment | undefined> =>
  one(
    tx,
    `select ${paymentColumns} from payments where organization_id = $1 and account_id = $2
        and (id = $3 or provider_ref = $4 or provider_ref = $5 or capture_ref = $5)
      order by (provider_ref = $4) desc nulls last, (capture_ref = $5) desc nulls last limit 1`,
    [actor.organizationId, accountId, names.paymentId, names.ref, names.captureRef],
  );

export const paymentsOf = (tx: Tx, actor: Actor, orderId: string): Promise<Payment[]> =>
  rows(tx, `select ${paymentColumns} from payments where organization_id = $1 and order_id = $2 order by id`, [
    actor.organizationId,
    orderId,
  ]);

export const openPaymentsOf = (tx: Tx, actor: Actor, orderId: string): Promise<Payment[]> =>
  rows(
    tx,
    `select ${paymentColumns} from payments where organization_id = $1 and order_id = $2 and state in ('created', 'pending') order by id`,
    [actor.organizationId, orderId],
  );

export interface NewPayment {
  orderId: string;
  provider: ProviderName;
  accountId: string | null;
  amount: number;
  currency: string;
}

export async function insertPayment(tx: Tx, actor: Actor, payment: NewPayment): Promise<Payment> {
  const made = await one<Payment>(
    tx,
    `insert into payments (organization_id, order_id, provider, account_id, amount, currency)
     values ($1, $2, $3, $4, $5, $6) returning ${paymentColumns}`,
    [actor.organizationId, payment.orderId, payment.provider, payment.accountId, payment.amount, payment.currency],
  );
  if (!made) throw new Error('An insert returns its row');
  return made;
}

/** Money that is there already, without a payment that waited for it. */
export async function insertConfirmed(
  tx: Tx,
  actor: Actor,
  payment: Omit<NewPayment, 'amount' | 'currency'> & {
    money: { amount: number; currency: string };
    ref: string | null;
    captureRef: string | null;
    twinOf: string | null;
    note?: string | null;
  },
): Promise<Payment> {
  const made = await one<Payment>(
    tx,
    `insert into payments (organization_id, order_id, provider, account_id, amount, currency, state, captured_amount, captured_currency,
            confirmed_at, provider_ref, capture_ref, twin_of, note)
     values ($1, $2, $3, $4, $5, $6, 'confirmed', $5, $6, clock_timestamp(), $7, $8, $9, $10) returning ${paymentColumns}`,
    [
      actor.organizationId,
      payment.orderId,
      payment.provider,
      payment.accountId,
      payment.money.amount,
      payment.money.currency,
      payment.ref,
      payment.captureRef,
      payment.twinOf,
      payment.note ?? null,
    ],
  );
  if (!made) throw new Error('An insert returns its row');
  return made;
}

/** Writes down what the provider answered; nothing where the payment has moved on meanwhile. */
export const markStarted = (tx: Tx, actor: Actor, id: string, started: StartedPayment): Promise<number> =>
  affected(
    tx,
    `update payments set state = 'pending', provider_ref = $3, redirect_url = $4, instructions = $5, reference = $6, ask_failures = 0
      where organization_id = $1 and id = $2 and state = 'created'`,
    [
      actor.organizationId,
      id,
      started.ref,
      started.redirectUrl,
      started.instructions && JSON.stringify(started.instructions),
      started.reference,
    ],
  );

/** Ends a payment that brings no money. */
export const markEnded = (
  tx: Tx,
  actor: Actor,
  id: string,
  end: { state: 'failed' | 'canceled'; failure: string | null; overAtProvider: boolean },
): Promise<number> =>
  affected(
    tx,
    `update payments set state = case when state in ('created', 'pending') then $3 else state end, failure = coalesce(failure, $4),
            over_at_provider = over_at_provider or $5
      where organization_id = $1 and id = $2
        and (state in ('created', 'pending') or (state in ('failed', 'canceled') and $5 and not over_at_provider))`,
    [actor.organizationId, id, end.state, end.failure, end.overAtProvider],
  );

/** Once only: nothing where it is confirmed already. */
export const markConfirmed = (
  tx: Tx,
  actor: Actor,
  id: string,
  came: { amount: number; currency: string; ref: string | null; captureRef: string | null },
): Promise<number> =>
  affected(
    tx,
    `update payments set state = 'confirmed', captured_amount = $3, captured_currency = $4, confirmed_at = clock_timestamp(),
            provider_ref = coalesce(provider_ref, $5), capture_ref = $6, failure = null, ask_failures = 0
      where organization_id = $1 and id = $2 and state <> 'confirmed'`,
    [actor.organizationId, id, came.amount, came.currency, came.ref, came.captureRef],
  );

/** Its turn to be asked about comes after that of all others. */
export const markAsked = (tx: Tx, actor: Actor, id: string): Promise<number> =>
  affected(tx, `update payments set ask_failures = 0 where organization_id = $1 and id = $2`, [
    actor.organizationId,
    id,
  ]);

/** Counts a try in which the provider could not be asked; returns how many in a row that makes. */
export async function countAskFailure(tx: Tx, actor: Actor, id: string): Promise<number> {
  const row = await one<{ tries: number }>(
    tx,
    `update payments set ask_failures = ask_failures + 1 where organization_id = $1 and id = $2 returning ask_failures as tries`,
    [actor.organizationId, id],
  );
  return row?.tries ?? 0;
}

/** What payments need to know of an order. */
export interface OrderForPayment extends OrderMoney {
  id: string;
  eventId: string;
  code: string;
  name: string;
  email: string;
  locale: 'en' | 'ru';
  currency: string | null;
  expiresAt: Date | null;
}

/** What came for an order and what went back, with what it costs: one statement, so all of one moment. */
export const orderForPayment = (tx: Tx, actor: Actor, orderId: string): Promise<OrderForPayment | undefined> =>
  one(
    tx,
    `select o.id, o.event_id as "eventId", o.code, o.name, o.email, o.locale, o.state,
            o.total_amount as total, o.credited_amount as credited,
            coalesce((select d.amount from open_differences d where d.organization_id = o.organization_id and d.order_id = o.id), 0) as difference,
            o.total_currency as currency, o.retained_amount as retained, o.expires_at as "expiresAt",
            coalesce((select sum(p.captured_amount) from payments p where p.organization_id = o.organization_id and p.order_id = o.id
                        and p.state = 'confirmed' and p.captured_currency = o.total_currency), 0)
          - coalesce((select sum(r.amount) from refunds r where r.organization_id = o.organization_id and r.order_id = o.id
                        and r.state not in ('failed', 'canceled') and r.currency = o.total_currency), 0) as net
       from orders o where o.organization_id = $1 and o.id = $2`,
    [actor.organizationId, orderId],
  );

/**
 * Whoever moves money of an order does it alone until the transaction ends. Taken before anything else, so that it stands
 * in no one's way who waits for places.
 */
export const lockMoney = (tx: Tx, actor: Actor, orderId: string): Promise<unknown> =>
  one(tx, `select pg_advisory_xact_lock(hashtextextended('money ' || $1 || ' ' || $2, 0))`, [
    actor.organizationId,
    orderId,
  ]);
