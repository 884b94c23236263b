import { type OrderMoney, covers, surplus } from './payments.rules.js';

export const discrepancyKinds = [
  'paid-without-ticket',
  'overpaid',
  'stuck',
  'refund-at-provider',
  'mismatch',
  'refund-failed',
] as const;
export type DiscrepancyKind = (typeof discrepancyKinds)[number];

export const resolutions = ['refund', 'accept', 'retry-ask', 'give-ticket'] as const;
export type Resolution = (typeof resolutions)[number];

/** What can be done about each kind, the likeliest first. */
const waysOut: Readonly<Record<DiscrepancyKind, readonly Resolution[]>> = {
  'paid-without-ticket': ['give-ticket', 'refund', 'accept'],
  overpaid: ['refund', 'accept'],
  stuck: ['retry-ask', 'accept'],
  'refund-at-provider': ['accept'],
  mismatch: ['refund', 'accept', 'retry-ask'],
  'refund-failed': ['refund', 'retry-ask', 'accept'],
};

/** What can be done about this one: money in another currency cannot pay for the order, so it goes back. */
export function waysOutOf({
  kind,
  details,
}: {
  kind: DiscrepancyKind;
  details: Record<string, unknown>;
}): Resolution[] {
  const { differing } = details;
  const foreign = kind === 'mismatch' && Array.isArray(differing) && differing.includes('currency');
  return waysOut[kind].filter((way) => !(foreign && way === 'accept'));
}

/** What the money of an order says against it; null where it agrees. */
export function judgeOrder(order: OrderMoney): { kind: 'paid-without-ticket' | 'overpaid'; amount: number } | null {
  const amount = surplus(order);
  const admits = order.state === 'paid' || order.state === 'retained';
  if (order.state === 'pending' && order.net > 0 && covers(order))
    return { kind: 'paid-without-ticket', amount: order.net };
  if (amount === 0) return null;
  return { kind: admits || order.state === 'pending' ? 'overpaid' : 'paid-without-ticket', amount };
}
