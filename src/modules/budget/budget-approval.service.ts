import { Injectable } from '@nestjs/common';
import { move } from '../../kernel/transitions.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import type { BudgetDto } from './budget.dto.js';
import { nothingToSubmit, ownSubmission, stepImpossible } from './budget.problems.js';
import {
  type Budget,
  type Revision,
  addRevision,
  approvedRevision,
  latestRevision,
  recordStep,
  setState,
} from './budget.queries.js';
import { BudgetService } from './budget.service.js';
import { copyLines, linesOf } from './budget-lines.queries.js';
import { type RevisionState, isOwnSubmission, revisionSteps } from './revision.rules.js';

/** The way of a budget from a draft to the plan in force. */
@Injectable()
export class BudgetApprovalService {
  constructor(
    private readonly db: Database,
    private readonly budgets: BudgetService,
  ) {}

  submit(actor: Actor, eventId: string): Promise<BudgetDto> {
    return this.step(actor, eventId, 'submitted', async (tx, _, revision) => {
      if ((await linesOf(tx, actor, revision.id)).length === 0) throw nothingToSubmit();
      await setState(tx, actor, revision.id, { state: 'submitted', submittedBy: actor.personId });
      await recordStep(tx, actor, revision.id, { step: 'submission' });
    });
  }

  /** The plan that was in force so far stays readable as a revised one. */
  approve(actor: Actor, eventId: string): Promise<BudgetDto> {
    return this.step(actor, eventId, 'approved', async (tx, budget, revision) => {
      if (isOwnSubmission(revision.submittedBy, actor.personId)) throw ownSubmission();
      const before = await approvedRevision(tx, actor, budget.id);
      if (before)
        await setState(tx, actor, before.id, { state: move(revisionSteps, before.state, 'revised', stepImpossible) });
      await setState(tx, actor, revision.id, { state: 'approved', approvedBy: actor.personId });
      await recordStep(tx, actor, revision.id, { step: 'approval' });
    });
  }

  reject(actor: Actor, eventId: string, reason: string): Promise<BudgetDto> {
    return this.step(actor, eventId, 'rejected', async (tx, _, revision) => {
      await setState(tx, actor, revision.id, { state: 'rejected' });
      await recordStep(tx, actor, revision.id, { step: 'rejection', reason });
    });
  }

  /** Begins the next revision with what the plan says. The plan stays in force until the new revision is approved. */
  revise(actor: Actor, eventId: string): Promise<BudgetDto> {
    return this.step(actor, eventId, 'revised', async (tx, budget, plan) => {
      const next = await addRevision(tx, actor, budget.id, { number: plan.number + 1, heads: plan });
      await copyLines(tx, actor, plan.id, next.id);
      await recordStep(tx, actor, next.id, { step: 'revision' });
    });
  }

  /** Takes a step that the table of states allows for the latest revision. */
  private step(
    actor: Actor,
    eventId: string,
    to: RevisionState,
    take: (tx: Tx, budget: Budget, revision: Revision) => Promise<void>,
  ): Promise<BudgetDto> {
    return this.db.transaction(actor, async (tx) => {
      const budget = await this.budgets.touch(tx, actor, eventId);
      const revision = await latestRevision(tx, actor, budget.id);
      move(revisionSteps, revision.state, to, stepImpossible);
      await take(tx, budget, revision);
      return this.budgets.show(tx, actor, budget);
    });
  }
}
