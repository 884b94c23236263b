import type { Problem } from '../../kernel/problem.js';
import type { CancellationPolicy } from '../ticketing/stock.service.js';
import {
  type GoingLine,
  type OrderMoney,
  type PolicyVerdict,
  type RefundChoice,
  type RefundPlan,
  hoursBetween,
  judgePolicy,
  momentBefore,
  oldPolicy,
  planRefund,
  refundable,
  termsOf,
} from './cancellation.rules.js';
import type { OrderState, TicketState } from './order.rules.js';
import {
  cancellationClosed,
  cancellationNotOffered,
  refundTooHigh,
  ticketBound,
  ticketUsed,
} from './registrations.problems.js';

/** The part of an order that decides what a cancellation gives back. */
export interface PaidOrder extends OrderMoney {
  id: string;
  state: OrderState;
  retained: number;
  cancellationPolicy: CancellationPolicy | null;
  tickets: readonly { id: string; state: TicketState; price: number }[];
  fees: readonly { id: string; price: number; cancelled: boolean }[];
}

/** What goes, out of which order's money, when. */
export interface Leaving {
  payer: PaidOrder;
  /** The tickets that go; they may be somebody else's now, who had them from the payer. */
  tickets: readonly { id: string; price: number }[];
  /** Whether nothing that the payer's money paid for is left, so that the fees of the order go too. */
  last: boolean;
  /** What the tickets that stay cost more without these. */
  reductionLost: number;
  startsAt: Date;
  now: Date;
}

/** What comes back and why. `feeIds` are the fees of the order that go with its last ticket. */
export interface Owed extends RefundPlan {
  currency: string | null;
  verdict: PolicyVerdict;
  policy: CancellationPolicy;
  /** Null where it was not the policy that decided. */
  policyRate: number | null;
  /** When less comes back than now; null where that never happens. */
  stepEndsAt: Date | null;
  /** Until when attendees may cancel; null: until the event is over. */
  deadline: Date | null;
  feeIds: readonly string[];
  /** What of the price of what goes is owed for what stays, which costs more without it. */
  reductionLost: number;
}

/**
 * What comes back of these tickets. An order that is not paid keeps nothing of what came in part. Amounts that an organiser
 * names are refused above what was paid for what goes.
 */
export function owedOf(leaving: Leaving, choice: RefundChoice): Owed {
  const { payer, tickets, last, reductionLost, startsAt, now } = leaving;
  const policy = payer.cancellationPolicy ?? oldPolicy;
  const verdict = judgePolicy(policy, hoursBetween(now, startsAt));
  const fees = last ? payer.fees.filter(({ cancelled }) => !cancelled) : [];
  const named: GoingLine[] = [
    ...tickets.map(({ id, price }) => ({ id, price, flatFee: true })),
    ...fees.map(({ id, price }) => ({ id, price, flatFee: false })),
  ];
  const going = withoutReduction(named, reductionLost);
  if (typeof choice === 'object' && 'amount' in choice)
    requirePaid(choice.amount, refundable(payer, going), payer.currency);
  const covered = payer.state === 'paid' || payer.state === 'retained';
  const taken: RefundChoice = covered ? choice : 'full';
  const plan = planRefund(payer, going, termsOf(taken, verdict, { fee: policy.fee, currency: payer.currency }));
  return {
    ...plan,
    lines: plan.lines.map((line, index) => ({ ...line, price: named[index]?.price ?? line.price })),
    reductionLost,
    currency: payer.currency,
    verdict,
    policy,
    policyRate: taken === 'policy' ? verdict.rate : null,
    stepEndsAt: verdict.step && verdict.rate > 0 ? momentBefore(startsAt, verdict.step.hoursBefore) : null,
    deadline: policy.until === null ? null : momentBefore(startsAt, policy.until),
    feeIds: fees.map(({ id }) => id),
  };
}

/** What the rest costs more is not there for what goes; the last lines give it first. */
function withoutReduction(lines: readonly GoingLine[], lost: number): GoingLine[] {
  let left = lost;
  return lines
    .toReversed()
    .map((line) => {
      const taken = Math.min(left, line.price);
      left -= taken;
      return { ...line, price: line.price - taken };
    })
    .toReversed();
}

function requirePaid(amount: number, atMost: number, currency: string | null): void {
  if (amount > atMost) throw refundTooHigh({ pointer: '/refund/amount', atMost, currency });
}

/** Why a person cannot cancel this themselves; null where they can. */
export function obstacleFor(
  order: { tickets: readonly { id: string; addOnTo: string | null; steps: readonly { kind: string }[] }[] },
  {
    ticketId,
    admitted,
    policy,
    verdict,
  }: { ticketId: string | null; admitted: ReadonlySet<string>; policy: CancellationPolicy; verdict: PolicyVerdict },
): Problem | null {
  const ticket = order.tickets.find(({ id }) => id === ticketId);
  if (!policy.byAttendee) return cancellationNotOffered();
  if (!verdict.open) return cancellationClosed();
  if (ticket?.addOnTo && ticket.steps.some(({ kind }) => kind === 'included')) return ticketBound();
  return admitted.size > 0 ? ticketUsed() : null;
}
