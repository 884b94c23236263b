import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { Headcounts } from './plan.rules.js';
import type { RevisionState } from './revision.rules.js';
import type { SpendingPolicy } from './spending.rules.js';

export interface Budget {
  id: string;
  eventId: string;
  currency: string;
  policy: SpendingPolicy;
  version: number;
}

/** A revision with its head counts. */
export interface Revision extends Headcounts {
  id: string;
  number: number;
  state: RevisionState;
  submittedBy: string | null;
}

export interface StepTaken {
  step: string;
  by: string;
  at: Date;
  reason: string | null;
}

const budgetColumns = 'id, event_id as "eventId", currency, policy, version';
const revisionColumns =
  'id, number, state, submitted_by as "submittedBy", registrations, attendees, speakers, volunteers, days';

export const findBudget = (tx: Tx, actor: Actor, eventId: string): Promise<Budget | undefined> =>
  one(tx, `select ${budgetColumns} from budgets where organization_id = $1 and event_id = $2`, [
    actor.organizationId,
    eventId,
  ]);

/** Locks the budget against other changes of its plan and its ledger until the transaction ends. */
export const lockBudget = (tx: Tx, actor: Actor, eventId: string): Promise<Budget | undefined> =>
  one(tx, `select ${budgetColumns} from budgets where organization_id = $1 and event_id = $2 for no key update`, [
    actor.organizationId,
    eventId,
  ]);

/** Locks the budget and gives it its next version: what it shows is about to change. */
export const touchBudget = (tx: Tx, actor: Actor, eventId: string): Promise<Budget | undefined> =>
  one(
    tx,
    `update budgets set policy = policy where organization_id = $1 and event_id = $2 returning ${budgetColumns}`,
    [actor.organizationId, eventId],
  );

/** The revision in work, or else the plan. */
export async function latestRevision(tx: Tx, actor: Actor, budgetId: string): Promise<Revision> {
  const found = await one<Revision>(
    tx,
    `select ${revisionColumns} from budget_revisions where organization_id = $1 and budget_id = $2 order by number desc limit 1`,
    [actor.organizationId, budgetId],
  );
  if (!found) throw new Error('A budget has a revision');
  return found;
}

/** The plan in force. */
export const approvedRevision = (tx: Tx, actor: Actor, budgetId: string): Promise<Revision | undefined> =>
  one(
    tx,
    `select ${revisionColumns} from budget_revisions where organization_id = $1 and budget_id = $2 and state = 'approved'`,
    [actor.organizationId, budgetId],
  );

export const revisionNumbered = (
  tx: Tx,
  actor: Actor,
  budgetId: string,
  number: number,
): Promise<Revision | undefined> =>
  one(
    tx,
    `select ${revisionColumns} from budget_revisions where organization_id = $1 and budget_id = $2 and number = $3`,
    [actor.organizationId, budgetId, number],
  );

export async function addRevision(
  tx: Tx,
  actor: Actor,
  budgetId: string,
  { number, heads }: { number: number; heads: Headcounts },
): Promise<Revision> {
  const added = await one<Revision>(
    tx,
    `insert into budget_revisions (organization_id, budget_id, number, registrations, attendees, speakers, volunteers, days)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${revisionColumns}`,
    [
      actor.organizationId,
      budgetId,
      number,
      heads.registrations,
      heads.attendees,
      heads.speakers,
      heads.volunteers,
      heads.days,
    ],
  );
  if (!added) throw new Error('An insert returns its row');
  return added;
}

/** Gives a revision another state, and with it who submitted or approved it. */
export async function setState(
  tx: Tx,
  actor: Actor,
  revisionId: string,
  set: { state: RevisionState; submittedBy?: string | null; approvedBy?: string | null },
): Promise<void> {
  await affected(
    tx,
    `update budget_revisions set state = $3, submitted_by = coalesce($4, submitted_by), approved_by = coalesce($5, approved_by)
      where organization_id = $1 and id = $2`,
    [actor.organizationId, revisionId, set.state, set.submittedBy ?? null, set.approvedBy ?? null],
  );
}

export async function setHeadcounts(tx: Tx, actor: Actor, revisionId: string, heads: Headcounts): Promise<void> {
  await affected(
    tx,
    `update budget_revisions set registrations = $3, attendees = $4, speakers = $5, volunteers = $6, days = $7
      where organization_id = $1 and id = $2`,
    [
      actor.organizationId,
      revisionId,
      heads.registrations,
      heads.attendees,
      heads.speakers,
      heads.volunteers,
      heads.days,
    ],
  );
}

export async function recordStep(
  tx: Tx,
  actor: Actor,
  revisionId: string,
  { step, reason }: { step: 'submission' | 'approval' | 'rejection' | 'revision'; reason?: string },
): Promise<void> {
  await affected(
    tx,
    'insert into budget_steps (organization_id, revision_id, step, person_id, reason) values ($1, $2, $3, $4, $5)',
    [actor.organizationId, revisionId, step, actor.personId, reason ?? null],
  );
}

export const stepsOf = (tx: Tx, actor: Actor, revisionId: string): Promise<StepTaken[]> =>
  rows(
    tx,
    `select s.step, u.name as by, s.created_at as at, s.reason from budget_steps s join users u on u.id = s.person_id
      where s.organization_id = $1 and s.revision_id = $2 order by s.id`,
    [actor.organizationId, revisionId],
  );
