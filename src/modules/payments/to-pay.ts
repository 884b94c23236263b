import type { Money } from '../../kernel/money.js';
import type { ProviderName } from './payment-provider.js';
import { methodNotOffered, notPayable, nothingDue } from './payments.problems.js';
import type { OrderForPayment } from './payments.queries.js';
import { due, payable } from './payments.rules.js';

/** What is to be paid now, in this way; refuses where nothing is. */
export function toPay(order: OrderForPayment, provider: ProviderName): Money {
  const { state, currency } = order;
  if (!payable(state)) throw notPayable({ state });
  const amount = due(order);
  const free = provider === 'free';
  if (amount === 0 && !(free && state === 'pending')) throw nothingDue();
  if (currency === null || provider === 'cash' || (free && amount > 0)) throw methodNotOffered();
  return { amount, currency };
}
