import { type Estimate, mean, netPromoterScore, proportion } from '../../kernel/statistics.js';
import { smallestGroup } from './mixing.rules.js';
import { type Question, offersChoices, scales } from './questions.rules.js';

/** How often a value was answered: a point of the scale, or a choice. */
export interface Count {
  number: number | null;
  choice: string | null;
  n: number;
}

export interface OptionResult {
  /** A point of the scale, or the key of a choice. */
  option: string;
  count: number;
  /** Of those who answered the question. */
  share: Estimate;
}

/** What the answers to one question say; `n` answers, each person once. */
export interface QuestionResult {
  n: number;
  distribution: OptionResult[];
  /** For `nps`: the score. */
  nps: (Estimate & { promoters: number; passives: number; detractors: number }) | null;
  /** For `rating`: the share of 4 and 5 (top two boxes). */
  csat: Estimate | null;
  /** For `nps` and `rating`: the mean. */
  mean: Estimate | null;
}

/**
 * Counts one question. Null under the smallest group. `population` is how many were asked: intervals narrow as answers come
 * to cover it. For a question with a condition nobody knows how many would have been asked it, so there it counts as unknown.
 */
export function summarise(
  question: Question,
  answered: number,
  counts: readonly Count[],
  asked: number,
): QuestionResult | null {
  if (answered < smallestGroup) return null;
  const population = question.condition ? null : asked;
  const scale = scales[question.kind];
  const countOf = (number: number) => counts.find((count) => count.number === number)?.n ?? 0;
  const within = (low: number, high: number) => points([low, high]).reduce((sum, point) => sum + countOf(point), 0);
  const options = scale
    ? points(scale).map((point) => ({ option: String(point), count: countOf(point) }))
    : question.choices.map(({ key }) => ({ option: key, count: counts.find((count) => count.choice === key)?.n ?? 0 }));
  const groups = { promoters: within(9, 10), passives: within(7, 8), detractors: within(0, 6) };
  const score = question.kind === 'nps' ? netPromoterScore(groups, population) : null;
  return {
    n: answered,
    distribution:
      scale || offersChoices(question.kind) ? options.flatMap((option) => withShare(option, answered, population)) : [],
    nps: score && { ...score, ...groups },
    csat: question.kind === 'rating' ? proportion(within(4, 5), answered, population) : null,
    mean: scale ? mean(sumsOf(counts), scale, population) : null,
  };
}

const points = ([low, high]: readonly [number, number]): number[] =>
  Array.from({ length: high - low + 1 }, (_, index) => low + index);

function withShare(
  option: { option: string; count: number },
  answered: number,
  population: number | null,
): OptionResult[] {
  const share = proportion(option.count, answered, population);
  return share ? [{ ...option, share }] : [];
}

const sumsOf = (counts: readonly Count[]) =>
  counts.reduce(
    (sums, { number, n }) =>
      number === null
        ? sums
        : { n: sums.n + n, sum: sums.sum + n * number, squares: sums.squares + n * number * number },
    {
      n: 0,
      sum: 0,
      squares: 0,
    },
  );
