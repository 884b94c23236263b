import type { Money } from '../../kernel/money.js';

export const paymentStates = ['created', 'pending', 'confirmed', 'failed', 'canceled'] as const;
export type PaymentState = (typeof paymentStates)[number];

export const refundStates = ['created', 'transit', 'done', 'failed', 'canceled', 'external'] as const;
export type RefundState = (typeof refundStates)[number];

/** What decides how much an order owes. Amounts in minor units of its currency. */
export interface OrderMoney {
  state: 'awaiting-approval' | 'pending' | 'paid' | 'expired' | 'cancelled' | 'retained';
  /** Its own tickets, those it paid for and that others have now, and its fees. */
  total: number;
  /** What of the total was given back out of goodwill: nobody owes it any more. */
  credited: number;
  /** Kept after cancellation. */
  retained: number;
  /** What a dearer type would cost besides, while the change waits for it. */
  difference: number;
  /** What came, less what went back or is on its way back. */
  net: number;
}

const cost = ({ total, credited, retained }: Pick<OrderMoney, 'total' | 'credited' | 'retained'>): number =>
  Math.max(0, total - credited) + retained;

/**
 * What the order is to bring in. One that is over owes what is kept of it, and nothing else; one that is `retained` pays as
 * well for the tickets that its money bought and others have now.
 */
export const owed = (order: Omit<OrderMoney, 'net'>): number =>
  order.state === 'expired' || order.state === 'cancelled' ? order.retained : cost(order) + order.difference;

/** What is still to be paid. Of an expired order: what it would cost if it came back. */
export const due = (order: OrderMoney): number => Math.max(0, cost(order) + order.difference - order.net);

/** What came beyond what is owed. */
export const surplus = (order: OrderMoney): number => Math.max(0, order.net - owed(order));

/** Whether the money covers the order as it stands, or would stand if it came back. */
export const covers = (order: OrderMoney): boolean => order.net >= cost(order);

/** Whether the money changes something: it covers the order, and of a paid one the dearer type that waits for it too. */
export const settles = (order: OrderMoney): boolean =>
  order.net >= cost(order) + (order.state === 'paid' ? order.difference : 0);

/**
 * What an amount that is given back, with nothing cancelled, takes from what is owed: of the total first, then of what is kept.
 * What came too much goes before. An order that waits for its money owes what it owes.
 */
export function goodwill(order: OrderMoney, amount: number): { credited: number; retained: number } {
  if (order.state !== 'paid' && order.state !== 'retained') return { credited: 0, retained: 0 };
  const beyond = Math.max(0, amount - Math.max(0, order.net - cost(order)));
  const credited = Math.min(beyond, Math.max(0, order.total - order.credited));
  return { credited, retained: Math.min(beyond - credited, order.retained) };
}

/** Only what waits for money, or could come back, is paid for. */
export const payable = (state: OrderMoney['state']): boolean => state === 'pending' || state === 'paid';

/** What was agreed about a payment, as far as a provider can contradict it. */
export interface Agreed {
  /** Null where it no longer matters. */
  paymentId: string | null;
  money: Money;
  /** Whether the account takes real money; null where that is not known of it. */
  live: boolean | null;
}

/** What a provider, or a notice in its name, says of it; null where it says nothing. */
export interface Said {
  paymentId: string | null;
  money: Money | null;
  live: boolean | null;
}

/** What a provider may contradict: what was agreed; and once money is written down, however that came about, that money. */
export function agreedOn(
  payment: {
    id: string;
    twinOf: string | null;
    amount: number;
    currency: string;
    capturedAmount: number | null;
    capturedCurrency: string | null;
  },
  live: boolean | null,
): Agreed {
  const { id, twinOf, amount, currency, capturedAmount, capturedCurrency } = payment;
  if (capturedAmount === null || capturedCurrency === null)
    return { paymentId: twinOf ?? id, money: { amount, currency }, live };
  return { paymentId: null, money: { amount: capturedAmount, currency: capturedCurrency }, live: null };
}

/** In what it differs from what was agreed; empty where it agrees. */
export function differences(agreed: Agreed, said: Said): string[] {
  const found: string[] = [];
  if (said.paymentId !== null && agreed.paymentId !== null && said.paymentId !== agreed.paymentId)
    found.push('payment');
  if (said.money && said.money.currency !== agreed.money.currency) found.push('currency');
  if (said.money && said.money.amount !== agreed.money.amount) found.push('amount');
  if (said.live !== null && agreed.live !== null && said.live !== agreed.live) found.push('test-mode');
  return found;
}

/** A payment that something can be given back of. */
export interface Refundable {
  id: string;
  /** What is left of it. */
  rest: number;
}

/** Spreads an amount over payments in the order given, as far as they reach. */
export function spread(amount: number, payments: readonly Refundable[]): { paymentId: string; amount: number }[] {
  const parts: { paymentId: string; amount: number }[] = [];
  let open = amount;
  for (const { id, rest } of payments) {
    const part = Math.min(open, rest);
    if (part > 0) parts.push({ paymentId: id, amount: part });
    open -= part;
  }
  return parts;
}
