import type { CodeTerms } from './code.dto.js';
import type { DiscountTerms } from './discount.dto.js';
import { termsIncomplete, validEndsBeforeStart } from './ticketing.problems.js';

function requireWindow({ validFrom, validUntil }: { validFrom: Date | null; validUntil: Date | null }): void {
  if (validFrom && validUntil && validUntil <= validFrom) throw validEndsBeforeStart({ pointer: '/validUntil' });
}

/** Refuses a discount that says of which kind it is, and not how much. */
export function requireDiscount(terms: DiscountTerms): void {
  requireWindow(terms);
  const { kind, every, pay, atLeast, rate } = terms;
  if (kind === 'quantity') {
    if (atLeast === null || rate === null || every !== null || pay !== null)
      throw termsIncomplete({ detail: 'A discount by quantity has atLeast and rate, and neither every nor pay' });
  } else if (every === null || pay === null || pay >= every || atLeast !== null || rate !== null)
    throw termsIncomplete({ detail: 'Such a discount has every and a smaller pay, and neither atLeast nor rate' });
}

/** Refuses a code whose effect and amounts do not fit. */
export function requireCode(terms: CodeTerms): void {
  requireWindow(terms);
  const { effect, rate, amounts } = terms;
  if ((effect === 'percent') !== (rate !== null))
    throw termsIncomplete({ pointer: '/rate', detail: 'A rate is for the effect percent, which needs it' });
  const counts = effect === 'set' || effect === 'subtract';
  if (counts !== Object.keys(amounts).length > 0)
    throw termsIncomplete({
      pointer: '/amounts',
      detail: 'Amounts are for the effects set and subtract, which need them',
    });
}
