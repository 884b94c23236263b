import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { BudgetService } from '../budget/budget.service.js';
import { EventsService } from '../events/events.service.js';
import { GoalsService } from '../events/goals.service.js';
import { EvaluationDto } from './evaluation.dto.js';
import { evaluate } from './evaluation.rules.js';
import type { BudgetFacts, Facts } from './facts.js';
import { hasBudget, peopleFacts, questionFacts } from './facts.queries.js';
import { goalFactsOf } from './goal-facts.js';

/** What became of an event and of each of its goals. */
@Injectable()
export class EvaluationService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly goals: GoalsService,
    private readonly budgets: BudgetService,
  ) {}

  /** The evaluation as things stand now. */
  show(actor: Actor, eventId: string): Promise<EvaluationDto> {
    return this.db.read(actor, async (tx) => EvaluationDto.of(eventId, evaluate(await this.facts(tx, actor, eventId))));
  }

  /** All that the evaluation rests on, read in one transaction. */
  async facts(tx: Tx, actor: Actor, eventId: string): Promise<Facts> {
    const event = await this.events.get(tx, actor, eventId);
    const goals = await this.goals.ofEvent(tx, actor, eventId);
    return {
      readAt: this.clock.now().toISOString(),
      event: {
        title: event.title,
        timeZone: event.timeZone,
        startsAt: event.startsAt.toISOString(),
        endsAt: event.endsAt.toISOString(),
      },
      people: await peopleFacts(tx, actor, eventId),
      questions: await questionFacts(tx, actor, eventId),
      budget: await this.budget(tx, actor, eventId),
      goals: goals.map((goal) => goalFactsOf(goal, event.endsAt)),
    };
  }

  private async budget(tx: Tx, actor: Actor, eventId: string): Promise<BudgetFacts | null> {
    if (!(await hasBudget(tx, actor, eventId))) return null;
    const { currency, expense, income } = await this.budgets.summary(tx, actor, eventId);
    const both = (figure: 'planned' | 'committed' | 'actual' | 'forecast') => ({
      expense: expense[figure],
      income: income[figure],
    });
    return {
      currency,
      planned: both('planned'),
      actual: both('actual'),
      forecast: both('forecast'),
      committed: both('committed'),
    };
  }
}
