import type { LocalizedText } from '../../kernel/text.js';
import type { GoalFacts, Terms } from './facts.js';
import type { Comparator } from './verdict.rules.js';

/** What a goal says now, or said at publication. */
interface GoalTerms {
  metric: string;
  comparator: Comparator;
  target: number;
  currency: string | null;
  surveyQuestionKey: string | null;
  minimumSample: number;
  readAt: Date | string | null;
}

interface Goal extends GoalTerms {
  id: string;
  title: LocalizedText | null;
  manualValue: number | null;
  baseline: GoalTerms | null;
}

/** A goal as an evaluation needs it: judged on the terms frozen at publication, with those it was moved to beside them. */
export function goalFactsOf(goal: Goal, eventEnd: Date): GoalFacts {
  const now = termsOf(goal, eventEnd);
  const frozen = goal.baseline && termsOf(goal.baseline, eventEnd);
  const moved = frozen !== null && JSON.stringify(frozen) !== JSON.stringify(now);
  return {
    id: goal.id,
    title: goal.title,
    terms: frozen ?? now,
    movedTo: moved ? now : null,
    manualValue: goal.manualValue,
  };
}

const termsOf = (goal: GoalTerms, eventEnd: Date): Terms => ({
  metric: goal.metric,
  comparator: goal.comparator,
  target: goal.target,
  currency: goal.currency,
  surveyQuestionKey: goal.surveyQuestionKey,
  minimumSample: goal.minimumSample,
  readAt: new Date(goal.readAt ?? eventEnd).toISOString(),
});
