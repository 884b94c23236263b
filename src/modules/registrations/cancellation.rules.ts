import type { CancellationPolicy } from '../ticketing/stock.service.js';

/** What is given back: by the policy as it stood at purchase, all, nothing, or an amount or a share that an organiser names. */
export type RefundChoice = 'policy' | 'full' | 'none' | { amount: number } | { rate: number };

/** A ticket, or a fee of the order, that is to go; `price` is what it costs, in minor units. */
export interface GoingLine {
  id: string;
  price: number;
  /** Whether the flat fee of the policy is kept of it: of tickets, not of the order's own fees. */
  flatFee: boolean;
}

/** The money of the order before the cancellation, in minor units of its currency. */
export interface OrderMoney {
  currency: string | null;
  /** What the order costs as it stands: tickets that are not cancelled, and fees. What is kept is not part of it. */
  total: number;
  /** What of that is paid. */
  paid: number;
  /** What of what was paid was given back out of goodwill. */
  credited: number;
}

/** What of a line comes back and what is kept. The rest of its price was never paid. */
export interface LineRefund {
  id: string;
  price: number;
  refund: number;
  kept: number;
}

export interface RefundPlan {
  lines: readonly LineRefund[];
  refund: number;
  kept: number;
  /** What the order costs afterwards, and what of that is paid. */
  total: number;
  paid: number;
}

/** Why so much comes back. */
export interface PolicyVerdict {
  /** Thousandths of a percent. */
  rate: number;
  /** The step that counts; null where none does, and nothing comes back. */
  step: { hoursBefore: number; rate: number } | null;
  /** Whether the policy still lets attendees cancel at all. */
  open: boolean;
}

const whole = 100_000;
const hourMs = 3_600_000;

/** Orders from before there were policies: whoever paid nothing loses nothing. */
export const oldPolicy: CancellationPolicy = {
  byAttendee: true,
  until: null,
  steps: [{ hoursBefore: 0, rate: whole }],
  fee: null,
};

export const hoursBetween = (now: Date, startsAt: Date): number => (startsAt.getTime() - now.getTime()) / hourMs;

/** What the policy says so many hours before the start: the step with the most hours that are still left counts. */
export function judgePolicy(policy: CancellationPolicy, hours: number): PolicyVerdict {
  const step =
    policy.steps
      .filter(({ hoursBefore }) => hoursBefore <= hours)
      .toSorted((one, other) => other.hoursBefore - one.hoursBefore)[0] ?? null;
  return { rate: step?.rate ?? 0, step, open: policy.until === null || hours >= policy.until };
}

/** The moment by which a step, or the right to cancel, ends. */
export const momentBefore = (startsAt: Date, hours: number): Date => new Date(startsAt.getTime() - hours * hourMs);

/**
 * Shares out the money of what goes. What was paid covers first what stays; only the rest is there for what goes, and of
 * that comes back what the choice gives, never more. So refund + kept is exactly what was paid for it: what was not paid
 * is neither given back nor kept.
 */
export function planRefund(
  money: OrderMoney,
  going: readonly GoingLine[],
  choice: { rate: number; fee: number } | { amount: number },
): RefundPlan {
  const price = sum(going, (line) => line.price);
  const staying = money.total - price;
  // Goodwill lowers what stays first: only what is left of it was for what goes.
  const credited = Math.min(money.credited, Math.max(0, staying));
  const came = money.paid - money.credited;
  let there = Math.min(price, Math.max(0, came - (staying - credited)));
  let named = 'amount' in choice ? Math.min(choice.amount, there) : Infinity;
  const lines = going.map((line) => {
    const covered = Math.min(line.price, there);
    there -= covered;
    const refund = Math.min(covered, 'rate' in choice ? shareOf(line, choice) : named);
    if ('amount' in choice) named -= refund;
    return { id: line.id, price: line.price, refund, kept: covered - refund };
  });
  const refund = sum(lines, (line) => line.refund);
  const kept = sum(lines, (line) => line.kept);
  return { lines, refund, kept, total: staying, paid: came - refund - kept + credited };
}

/** What may be given back at most when these go. */
export const refundable = (money: OrderMoney, going: readonly GoingLine[]): number =>
  planRefund(money, going, { rate: whole, fee: 0 }).refund;

/** The terms under which a choice gives back. */
export function termsOf(
  choice: RefundChoice,
  verdict: PolicyVerdict,
  { fee, currency }: { fee: CancellationPolicy['fee']; currency: string | null },
): { rate: number; fee: number } | { amount: number } {
  if (choice === 'full') return { rate: whole, fee: 0 };
  if (choice === 'none') return { rate: 0, fee: 0 };
  if (choice === 'policy') return { rate: verdict.rate, fee: (currency && fee?.[currency]) || 0 };
  return 'rate' in choice ? { rate: choice.rate, fee: 0 } : choice;
}

/** A share of an amount, in favour of who keeps it by less than one minor unit. BigInt: the product may pass 2^53. */
export const share = (amount: number, rate: number): number => Number((BigInt(amount) * BigInt(rate)) / BigInt(whole));

const shareOf = ({ price, flatFee }: GoingLine, { rate, fee }: { rate: number; fee: number }): number =>
  Math.max(0, share(price, rate) - (flatFee ? fee : 0));

const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);
