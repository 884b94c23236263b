import type { LocalizedText } from '../../kernel/text.js';
import type { Comparator } from './verdict.rules.js';

/**
 * All that an evaluation rests on, as it was read at one moment. It goes into a snapshot as it is, so that the outcome can be
 * computed again from it; hence plain JSON, with instants as RFC 3339 texts and money in minor units.
 */
export interface Facts {
  readAt: string;
  event: EventFacts;
  people: PeopleFacts;
  questions: QuestionFacts[];
  budget: BudgetFacts | null;
  goals: GoalFacts[];
}

/** The event that is judged, as it was called then. */
export interface EventFacts {
  title: LocalizedText;
  timeZone: string;
  startsAt: string;
  endsAt: string;
}

/** How many people at each step. Null where the step was not taken: no audience frozen, nobody scanned, no survey opened. */
export interface PeopleFacts {
  /** In the frozen audience. */
  targeted: number | null;
  /** Whose invitation went out. */
  invited: number | null;
  /** With a valid ticket, or one that was valid at the door. */
  registered: number;
  /** Admitted at the door. */
  came: number | null;
  /** Who got a survey link. */
  asked: number | null;
  /** Who answered. */
  answered: number | null;
}

/** The answers to a question, from the last survey that asked it. Missing where fewer than five may be shown. */
export interface QuestionFacts {
  key: string;
  kind: string;
  /** Only some were asked it, so nobody knows of how many the answers are a sample. */
  conditional: boolean;
  asked: number;
  counts: { number: number; n: number }[];
}

export interface MoneyFacts {
  expense: number;
  income: number;
}

export interface BudgetFacts {
  currency: string;
  planned: MoneyFacts;
  actual: MoneyFacts;
  forecast: MoneyFacts;
  /** Promised and not yet paid. */
  committed: MoneyFacts;
}

/** What a goal promises. Shares run from 0 to 1, money is in minor units, NPS from −100 to 100. */
export interface Terms {
  metric: string;
  comparator: Comparator;
  target: number;
  currency: string | null;
  surveyQuestionKey: string | null;
  minimumSample: number;
  /** The end of the event where the goal names no date. */
  readAt: string;
}

export interface GoalFacts {
  id: string;
  title: LocalizedText | null;
  /** As they were frozen at publication; before that, as they stand. */
  terms: Terms;
  /** As they stand now, where they were changed after publication. */
  movedTo: Terms | null;
  /** What the owner entered, for a metric that nothing here measures. */
  manualValue: number | null;
}
