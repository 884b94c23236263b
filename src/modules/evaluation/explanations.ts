import type { Money } from '../../kernel/money.js';
import { type Locale, type LocalizedText, inLocale } from '../../kernel/text.js';
import { moneyText, numberText, percentText } from '../../platform/texts/figures.rules.js';
import { dayText } from '../../platform/texts/moments.rules.js';
import { loadTexts } from '../../platform/texts/texts.js';
import type { GoalOutcome, Judgement } from './evaluation.rules.js';
import type { GoalFacts, Terms } from './facts.js';
import type { FunnelStep } from './funnel.rules.js';
import type { Reading, Unit } from './readings.rules.js';
import { verdicts } from './verdict.rules.js';

const texts = loadTexts(import.meta.dirname);

/** The same in every language. */
const inAll = (write: (locale: Locale) => string): Required<LocalizedText> => ({ en: write('en'), ru: write('ru') });

/** Why a goal has its verdict, in one sentence. The date is that of the event's zone. */
export const explanationOf = (outcome: GoalOutcome, timeZone: string): Required<LocalizedText> =>
  inAll((locale) => {
    const { goal, judgement, movedJudgement } = outcome;
    const said = sentence(goal, judgement, locale);
    const date = dayText(new Date(goal.terms.readAt), timeZone, locale);
    const dated = judgement.preliminary ? texts[locale]('preliminary', { sentence: said, date }) : said;
    if (!movedJudgement || !goal.movedTo) return `${dated}.`;
    const verdict = texts[locale](`verdict.${movedJudgement.verdict}`);
    return `${dated}; ${texts[locale]('moved', { bound: boundOf(goal.movedTo, movedJudgement.reading, locale), verdict })}.`;
  });

function sentence(goal: GoalFacts, { verdict, reading }: Judgement, locale: Locale): string {
  const t = texts[locale];
  const metric = nameOf(goal, locale);
  const bound = boundOf(goal.terms, reading, locale);
  if (reading.value === null) return t('unmeasurable', { metric, bound, gap: t(`gap.${reading.gap}`) });
  const value = figure(reading.value, reading, locale);
  if (reading.basis !== 'sampled') return t(`${reading.basis}.${verdict}`, { metric, value, bound });
  const { low, high } = reading.interval ?? { low: reading.value, high: reading.value };
  return t(`sampled.${verdict}`, {
    metric,
    value,
    bound,
    low: figure(low, reading, locale),
    high: figure(high, reading, locale),
    count: reading.n ?? 0,
    minimum: goal.terms.minimumSample,
  });
}

/** How the goals stand together. */
export const leadOf = (goals: readonly GoalOutcome[]): Required<LocalizedText> =>
  inAll((locale) => {
    const parts = verdicts
      .map((verdict) => ({ verdict, n: goals.filter(({ judgement }) => judgement.verdict === verdict).length }))
      .filter(({ n }) => n > 0)
      .map(({ verdict, n }) => texts[locale](`part.${verdict}`, { n }));
    return texts[locale]('lead', { count: goals.length, parts: parts.join(', ') });
  });

/** What a step of the funnel counts. */
export const definitionOf = (step: FunnelStep): Required<LocalizedText> =>
  inAll((locale) => texts[locale](`step.${step}`));

/** What a goal is called: by its title, else by what it measures. */
export const titleOf = (goal: GoalFacts): Required<LocalizedText> =>
  inAll((locale) => (goal.title ? inLocale(goal.title, locale) : nameOf(goal, locale)));

function nameOf({ title, terms }: GoalFacts, locale: Locale): string {
  if (terms.metric === 'manual' && title) return inLocale(title, locale);
  return texts[locale](`metric.${terms.metric}`, { key: terms.surveyQuestionKey ?? '' });
}

const boundOf = (terms: Terms, { unit }: Reading, locale: Locale): string =>
  texts[locale](`bound.${terms.comparator}`, {
    target: figure(terms.target, { unit, currency: terms.currency }, locale),
  });

/** A value as people write it; null where there is none. */
export const figureOf = (
  value: number | null,
  reading: { unit: Unit; currency: string | null },
): Required<LocalizedText> | null => (value === null ? null : inAll((locale) => figure(value, reading, locale)));

function figure(value: number, { unit, currency }: { unit: Unit; currency: string | null }, locale: Locale): string {
  if (unit === 'share') return percentText(value, locale);
  if (unit === 'money')
    return moneyText({ amount: Math.round(value), currency: currency ?? 'XXX' } satisfies Money, locale);
  return numberText(value, locale, { people: 0, points: 1, rating: 2, manual: 2 }[unit]);
}
