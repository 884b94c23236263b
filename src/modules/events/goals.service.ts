import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import { type Tx, affected } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { PlannedEvent } from './event.entity.js';
import { eventNotDraft, eventUnknown, goalUnknown } from './events.problems.js';
import { type ChangeGoalDto, GoalDto, type NewGoalDto } from './goal.dto.js';
import { Goal } from './goal.entity.js';
import { baselineOf, requireWellFormed } from './goal.rules.js';

/** The goals of an event; each edit after publication leaves the baseline as it was. */
@Injectable()
export class GoalsService {
  constructor(private readonly db: Database) {}

  create(actor: Actor, eventId: string, input: NewGoalDto): Promise<GoalDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.requireEvent(tx, actor, eventId);
      const goal = {
        metric: input.metric,
        comparator: input.comparator,
        target: input.target,
        currency: input.currency ?? null,
        surveyQuestionKey: input.surveyQuestionKey ?? null,
        title: input.title ?? null,
        owner: input.owner ?? null,
        minimumSample: input.minimumSample ?? 1,
        readAt: input.readAt ?? null,
        manualValue: input.manualValue ?? null,
      };
      requireWellFormed(goal);
      const id = newId();
      await tx.insert(Goal, { id, organizationId: actor.organizationId, eventId, ...goal });
      return GoalDto.of(await this.get(tx, actor, eventId, id));
    });
  }

  list(actor: Actor, eventId: string): Promise<GoalDto[]> {
    return this.db.read(actor, async (tx) => {
      await this.requireEvent(tx, actor, eventId);
      return (await this.ofEvent(tx, actor, eventId)).map(GoalDto.of);
    });
  }

  change(actor: Actor, eventId: string, goalId: string, version: number, input: ChangeGoalDto): Promise<GoalDto> {
    return this.db.transaction(actor, async (tx) => {
      const goal = await this.get(tx, actor, eventId, goalId);
      const changes = Object.fromEntries(
        Object.entries(input).filter(([, value]) => value !== undefined),
      ) as Partial<Goal>;
      requireWellFormed({ ...goal, ...changes });
      const saved = await tx.update(Goal, { id: goalId, organizationId: actor.organizationId, version }, changes);
      if (saved.affected !== 1) throw versionConflict();
      return GoalDto.of(await this.get(tx, actor, eventId, goalId));
    });
  }

  remove(actor: Actor, eventId: string, goalId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      const goal = await this.get(tx, actor, eventId, goalId);
      if (goal.baseline)
        throw eventNotDraft({ detail: 'A goal that was published is judged; it cannot be taken back' });
      await tx.delete(Goal, { id: goalId, organizationId: actor.organizationId });
    });
  }

  /** The goals of an event in the order they were set. */
  ofEvent(tx: Tx, actor: Actor, eventId: string): Promise<Goal[]> {
    return tx.find(Goal, { where: { organizationId: actor.organizationId, eventId }, order: { id: 'ASC' } });
  }

  count(tx: Tx, actor: Actor, eventId: string): Promise<number> {
    return tx.countBy(Goal, { organizationId: actor.organizationId, eventId });
  }

  /** Keeps the terms of every goal as they stand, for the verdict. */
  async freeze(tx: Tx, actor: Actor, eventId: string): Promise<void> {
    for (const goal of await this.ofEvent(tx, actor, eventId)) {
      await affected(tx, 'update goals set baseline = $3 where organization_id = $1 and id = $2', [
        actor.organizationId,
        goal.id,
        baselineOf(goal),
      ]);
    }
  }

  private async get(tx: Tx, actor: Actor, eventId: string, goalId: string): Promise<Goal> {
    const goal = await tx.findOneBy(Goal, { id: goalId, eventId, organizationId: actor.organizationId });
    if (!goal) throw goalUnknown();
    return goal;
  }

  private async requireEvent(tx: Tx, actor: Actor, eventId: string): Promise<void> {
    if (!(await tx.existsBy(PlannedEvent, { id: eventId, organizationId: actor.organizationId }))) throw eventUnknown();
  }
}
