import { Stripe } from 'stripe';
import { ProviderForbids, ProviderRefused, ProviderUnreachable } from './payment-provider.js';

/** What an error of Stripe's means. `definite`: something was to happen, and what Stripe says no to has not happened. */
export function meaningOf(error: unknown, definite: boolean): Error {
  if (!(error instanceof Stripe.errors.StripeError)) return error instanceof Error ? error : new Error(String(error));
  const status = error.statusCode ?? 0;
  const transient = status === 0 || status === 409 || status === 429 || status >= 500;
  const forbidden = status === 401 || status === 403;
  const message = `${error.code ?? error.type}: ${error.message}`.slice(0, 300);
  if (forbidden && !definite) return new ProviderForbids(message, { cause: error });
  return transient
    ? new ProviderUnreachable(message, { cause: error })
    : new ProviderRefused(message, { cause: error });
}
