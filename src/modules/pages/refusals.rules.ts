import type { Problem } from '../../kernel/problem.js';
import type { Locale } from '../../kernel/text.js';
import { clockText, momentText } from '../../platform/texts/moments.rules.js';
import type { Translate } from '../../platform/texts/texts.js';

/** Why something of a cart is refused, as the quote of the API says it. */
export interface CartRefusal {
  title: { readonly en?: string; readonly ru?: string };
  pointer: string | null;
  nextStep: string | null;
  facts: Readonly<Record<string, unknown>>;
}

/** A problem as a quote would say it. */
export function refusalOf({ refusal, details }: Problem): CartRefusal {
  const { detail: _, pointer, nextStep, ...facts } = details;
  return {
    title: refusal.title,
    pointer: pointer ?? null,
    nextStep: typeof nextStep === 'string' ? nextStep : null,
    facts,
  };
}

const steps = new Set([
  'choose-again',
  'choose-companion',
  'choose-fewer',
  'choose-more',
  'choose-other',
  'choose-ticket',
  'choose-variation',
  'come-back-when-holds-expire',
  'finish-or-release',
  'join-waiting-list',
  'name-attendee',
  'other-code',
  'prove-email',
  'wait-until',
]);

/** What is wrong, how many are left or when to come back, and what to do instead. */
export function refusalText(
  { title, nextStep, facts }: CartRefusal,
  { locale, t, timeZone }: { locale: Locale; t: Translate; timeZone: string },
): string {
  const at = instantOf(facts['mayReturnAt'] ?? facts['from']);
  const told = [
    ...(['left', 'atMost', 'atLeast'] as const).flatMap((name) => {
      const count = facts[name];
      return typeof count === 'number' ? [t(`next.${name}`, { count })] : [];
    }),
    ...(at && nextStep === 'wait-until' ? [t('next.from', { at: momentText(at, timeZone, locale) })] : []),
    ...(at && nextStep === 'come-back-when-holds-expire'
      ? [t('next.returns', { at: clockText(at, timeZone, locale) })]
      : []),
    ...(nextStep !== null && steps.has(nextStep) ? [t(`next.steps.${nextStep}`)] : []),
  ];
  return [`${title[locale] ?? title.en ?? ''}.`, ...told].join(' ');
}

function instantOf(value: unknown): Date | null {
  if (value instanceof Date) return value;
  const at = typeof value === 'string' ? new Date(value) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
}
