import { type Locale, type LocalizedText, inLocale } from '../../kernel/text.js';
import type { MoneyDto } from '../../platform/http/shapes.dto.js';
import { moneyText, numberText, percentText } from '../../platform/texts/figures.rules.js';
import { momentText, spanText } from '../../platform/texts/moments.rules.js';
import type { Translate } from '../../platform/texts/texts.js';
import type { BudgetOutcomeDto, EvaluationDto, GoalVerdictDto, ReadingDto } from '../evaluation/evaluation.dto.js';
import type { Report } from '../evaluation/reports.service.js';
import { type Reach, barChart, columnChart, funnelChart, reachChart } from './charts.rules.js';
import type { Figure, ReportGoal, ReportView, Words } from './views.js';

interface Speech {
  t: Translate;
  locale: Locale;
}

/** Puts a report into the words and drawings of a language. */
export function reportView(report: Report, path: string, { t, locale }: Speech): ReportView {
  const { event, evaluation, organization } = report;
  const speech = { t, locale };
  const title = inLocale(event.title, locale);
  return {
    page: { title: t('report.title', { event: title }), path, organization: { text: organization } },
    wide: true,
    title: wordsOf(event.title, locale),
    when: spanText(new Date(event.startsAt), new Date(event.endsAt), event.timeZone, locale),
    readAt: t('report.readAt', { at: momentText(new Date(evaluation.readAt), event.timeZone, locale) }),
    lead: inLocale(evaluation.lead, locale),
    goals: evaluation.goals.map((goal, index) => goalOf(goal, index, speech)),
    funnel: funnelOf(evaluation, speech),
    nps: npsOf(evaluation, speech),
    npsGap: evaluation.nps.gap && t(`report.gap.${evaluation.nps.gap}`),
    money: evaluation.budget && moneyOf(evaluation.budget, speech),
  };
}

/** An organiser's text, with its language where it is not the page's. */
function wordsOf(text: LocalizedText, locale: Locale): Words {
  if (text[locale] !== undefined) return { text: text[locale] };
  return { text: inLocale(text, locale), lang: locale === 'en' ? 'ru' : 'en' };
}

function goalOf(goal: GoalVerdictDto, index: number, { t, locale }: Speech): ReportGoal {
  const explanation = inLocale(goal.explanation, locale);
  const { reading } = goal;
  const chart =
    reading.value === null
      ? null
      : reachChart(
          {
            id: `goal-${index + 1}`,
            title: t('report.goalChart', { goal: inLocale(goal.title, locale) }),
            description: explanation,
          },
          { ...measured(reading, locale), target: targetOf(goal, { t, locale }) },
        );
  return {
    title: wordsOf(goal.title, locale),
    verdict: goal.verdict,
    verdictText: t(`report.verdict.${goal.verdict}`),
    explanation,
    chart,
  };
}

const ranges: Readonly<Partial<Record<ReadingDto['unit'], readonly [number, number]>>> = {
  share: [0, 1],
  points: [-100, 100],
  rating: [1, 5],
};

function measured(reading: ReadingDto, locale: Locale): Omit<Reach, 'target'> {
  return {
    value: reading.value ?? 0,
    shown: inLocale(reading.shown, locale),
    interval: reading.interval,
    range: ranges[reading.unit] ?? null,
  };
}

function targetOf(goal: GoalVerdictDto, { t, locale }: Speech): Reach['target'] {
  const bound = goal.comparator === '>=' ? 'report.atLeast' : 'report.atMost';
  return { value: goal.target, shown: t(bound, { target: valueText(goal.target, goal.reading, locale) }) };
}

function valueText(value: number, { unit, currency }: Pick<ReadingDto, 'unit' | 'currency'>, locale: Locale): string {
  if (unit === 'share') return percentText(value, locale);
  if (unit === 'money' && currency !== null) return moneyText({ amount: value, currency }, locale);
  return numberText(value, locale, 2);
}

function funnelOf({ funnel }: EvaluationDto, { t, locale }: Speech): Figure {
  const steps = funnel.map((step) => ({
    count: step.count,
    definition: inLocale(step.definition, locale),
    cameAlong: step.shareOfPrevious !== null,
    name: t(`report.step.${step.step}`),
    people: step.count === null ? t('report.notTaken') : numberText(step.count, locale),
    ofPrevious: step.shareOfPrevious === null ? '–' : percentText(step.shareOfPrevious, locale),
    ofFirst: step.shareOfFirst === null ? '–' : percentText(step.shareOfFirst, locale),
  }));
  const chart = funnelChart(
    {
      id: 'funnel',
      title: t('report.funnel'),
      description: steps.map((step) => `${step.name}: ${step.people}`).join('; '),
    },
    steps.map((step) => ({
      label: step.name,
      count: step.count,
      shown: step.cameAlong ? `${step.people} · ${step.ofPrevious}` : step.people,
    })),
  );
  const rows = steps.map((step) => ({
    name: step.definition,
    values: [step.people, step.ofPrevious, step.ofFirst],
  }));
  return {
    chart,
    table: { columns: [t('report.step.name'), t('report.people'), t('report.ofPrevious'), t('report.ofFirst')], rows },
  };
}

function npsOf({ nps, npsDistribution }: EvaluationDto, { t, locale }: Speech): ReportView['nps'] {
  if (nps.value === null || !nps.interval || !npsDistribution) return null;
  const part = (from: number, to: number) => npsDistribution.slice(from, to + 1).reduce((sum, count) => sum + count, 0);
  const groups = [
    { name: t('report.promoters'), count: part(9, 10) },
    { name: t('report.passives'), count: part(7, 8) },
    { name: t('report.detractors'), count: part(0, 6) },
  ];
  const total = Math.max(1, nps.n ?? 0);
  const text = t('report.npsText', {
    score: inLocale(nps.shown, locale),
    low: numberText(nps.interval.low, locale, 1),
    high: numberText(nps.interval.high, locale, 1),
    count: nps.n ?? 0,
    population: nps.population ?? 0,
  });
  const columns = npsDistribution.map((count, point) => ({
    label: String(point),
    count,
    look: point >= 9 ? 'good' : point >= 7 ? 'soft' : 'bad',
  }));
  const described = groups.map((group) => `${group.name}: ${numberText(group.count, locale)}`).join('; ');
  return {
    text,
    chart: reachChart(
      { id: 'nps', title: t('report.nps'), description: text },
      { ...measured(nps, locale), target: null, ends: [numberText(-100, locale), numberText(100, locale)] },
    ),
    distribution: {
      chart: columnChart(
        { id: 'nps-distribution', title: t('report.npsDistribution'), description: described },
        columns,
      ),
      table: {
        columns: [t('report.group'), t('report.answers'), t('report.share')],
        rows: groups.map((group) => ({
          name: group.name,
          values: [numberText(group.count, locale), percentText(group.count / total, locale)],
        })),
      },
    },
  };
}

function moneyOf(budget: BudgetOutcomeDto, { t, locale }: Speech): NonNullable<ReportView['money']> {
  const result = budget.settled ? ('actual' as const) : ('forecast' as const);
  const written = (money: MoneyDto) => moneyText(money, locale);
  const rows = (['expense', 'income', 'net'] as const).map((side) => ({
    name: t(`report.${side}`),
    planned: budget.planned[side],
    actual: budget.actual[side],
    forecast: budget.forecast[side],
    result: budget[result][side],
  }));
  const groups = rows.map((row) => ({
    label: row.name,
    bars: [
      { value: row.planned.amount, shown: `${written(row.planned)} · ${t('report.planned')}`, look: 'soft' },
      { value: row.result.amount, shown: `${written(row.result)} · ${t(`report.${result}`)}`, look: 'main' },
    ],
  }));
  const description = rows
    .map(
      (row) =>
        `${row.name}: ${t('report.planned')} ${written(row.planned)}, ${t(`report.${result}`)} ${written(row.result)}`,
    )
    .join('; ');
  const text = budget.netCostPerAttendee
    ? t(`report.perAttendee.${result}`, { amount: written(budget.netCostPerAttendee) })
    : t(`report.moneyText.${result}`);
  return {
    text,
    figure: {
      chart: barChart({ id: 'money', title: t(`report.moneyChart.${result}`), description }, groups),
      table: {
        columns: [t('report.amount'), t('report.planned'), t('report.actual'), t('report.forecast')],
        rows: rows.map((row) => ({
          name: row.name,
          values: [written(row.planned), written(row.actual), written(row.forecast)],
        })),
      },
    },
  };
}
