import type { Problem } from '../../kernel/problem.js';
import type { CartItem, Code, PricedCart } from './catalogue.js';
import { inScope } from './code.rules.js';
import { isOpen } from './draft.rules.js';
import {
  codeAppliesToNothing,
  codeBudgetSpent,
  codeNotValidNow,
  codeNotOffered,
  codeUsedUp,
  codeUsedByYou,
} from './codes.problems.js';

/** A code as it stands for one request: what others in the batch have used is taken off. */
export interface CodeInHand {
  /** Null: there is no such code. */
  code: Code | null;
  /** How often this person may still use it; Infinity without a limit. */
  leftForPerson: number;
}

const pointer = '/code';
const nextStep = 'other-code';

/** What speaks against a code before a price is known. */
export function whyNoCode({ code, leftForPerson }: CodeInHand, now: Date): Problem | null {
  if (!code) return codeNotOffered({ pointer, nextStep });
  if (!isOpen(code, now))
    return code.validFrom && now < code.validFrom
      ? codeNotValidNow({ pointer, from: code.validFrom, nextStep: 'wait-until' })
      : codeNotValidNow({ pointer, since: code.validUntil, nextStep });
  if (code.maxUses !== null && code.used >= code.maxUses) return codeUsedUp({ pointer, nextStep });
  return leftForPerson <= 0 ? codeUsedByYou({ pointer, nextStep }) : null;
}

/** What speaks against a code that did nothing for the cart: whoever typed it would wonder. */
export function whyCodeIdle(code: Code, cart: PricedCart): Problem | null {
  const lines = cart.lines.filter(({ codeId }) => codeId === code.id);
  if (lines.length === 0 || isMeaningless(code, cart.currency)) return codeAppliesToNothing({ pointer, nextStep });
  const spent = code.budget !== null && code.budget.amount <= code.givenAway;
  return spent && code.effect !== 'none' && lines.every(({ givenAway }) => givenAway === 0) && lines.some(costs)
    ? codeBudgetSpent({ pointer, nextStep })
    : null;
}

/** The code as the price sees it: nobody uses it more often than they may. */
export const forPerson = ({ code, leftForPerson }: CodeInHand): Code | null =>
  code && Number.isFinite(leftForPerson)
    ? { ...code, maxPerOrder: Math.min(code.maxPerOrder ?? Infinity, leftForPerson) }
    : code;

/** Whether the code opens a hidden type for this item. */
export const opensFor = (code: Code | null, item: CartItem): boolean =>
  code !== null && code.opensHidden && inScope(code, item);

const costs = ({ price }: { price: number }): boolean => price > 0;

/** A fixed amount says nothing about a currency in which it has none. */
const isMeaningless = (code: Code, currency: string | null): boolean =>
  (code.effect === 'set' || code.effect === 'subtract') &&
  !code.opensHidden &&
  code.holdId === null &&
  (currency === null || code.amounts[currency] === undefined);
