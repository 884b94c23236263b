import { z } from 'zod';
import type { Notice } from './payment-provider.js';
import { type YookassaAmount, fromYookassa } from './yookassa-amounts.rules.js';

/** A payment as the API shows it; what we look at. */
export interface YookassaPayment {
  id: string;
  status: string;
  amount: YookassaAmount;
  test: boolean;
  metadata?: Record<string, string>;
  confirmation?: { confirmation_url?: string };
  cancellation_details?: { reason?: string };
}

export interface YookassaRefund {
  id: string;
  status: string;
  amount: YookassaAmount;
  payment_id: string;
  description?: string;
  cancellation_details?: { reason?: string };
}

const id = z.string().regex(/^[\w-]{1,64}$/);
const amount = z.object({ value: z.string(), currency: z.string().length(3) });
const schema = z.discriminatedUnion('event', [
  z.object({
    event: z.enum(['payment.succeeded', 'payment.canceled', 'payment.waiting_for_capture']),
    object: z.object({
      id,
      status: z.string().max(40),
      amount,
      test: z.boolean().optional(),
      recipient: z.object({ account_id: z.string() }).optional(),
      metadata: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
  z.object({
    event: z.literal('refund.succeeded'),
    object: z.object({ id, payment_id: id, status: z.string().max(40) }),
  }),
]);

/** What a notice says, and for which shop; null where it is none. */
export function noticeOf(body: Buffer): (Notice & { shopId: string | null }) | null {
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) return null;
  const { event, object } = parsed.data;
  const about = { eventRef: `${event}:${object.id}:${object.status}`, kind: event, signed: false };
  if (!('amount' in object)) {
    const told = { paymentId: null, ref: object.payment_id, captureRef: null, money: null, live: null };
    return { ...about, ...told, claimsPaid: false, shopId: null };
  }
  const paymentId = object.metadata?.['payment'];
  return {
    ...about,
    paymentId: typeof paymentId === 'string' && /^[0-9a-f-]{36}$/.test(paymentId) ? paymentId : null,
    ref: object.id,
    captureRef: null,
    money: fromYookassa(object.amount),
    live: object.test === undefined ? null : !object.test,
    claimsPaid: event === 'payment.succeeded',
    shopId: object.recipient?.account_id ?? null,
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null; // what is no JSON is no notice
  }
}
