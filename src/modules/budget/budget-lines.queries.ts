import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { Listing } from '../../platform/http/keyset.js';
import type { Budget, Revision } from './budget.queries.js';
import type { PricedLine } from './plan.rules.js';

export const quoteStates = ['placeholder', 'quoted', 'contracted'] as const;
/** How firm a price is: a guess, an offer, a contract. */
export type QuoteState = (typeof quoteStates)[number];

/** What a revision says of a line; `id` is the line's, which it keeps through all revisions. */
export interface Line extends PricedLine {
  id: string;
  category: string;
  label: string;
  quoteState: QuoteState;
  ownerId: string | null;
  version: number;
}

export type NewLine = Omit<Line, 'id' | 'version'>;

const planColumns = `p.category, p.label, p.basis, p.driver, p.per, p.quantity, p.unit_minor as "unitAmount",
  p.quote_state as "quoteState", p.owner_id as "ownerId", p.version`;

const planned = `from budget_plans p join budget_lines l on l.organization_id = p.organization_id and l.id = p.line_id`;

/** All lines of a revision, in the order in which they were first written. */
export const linesOf = (tx: Tx, actor: Actor, revisionId: string): Promise<Line[]> =>
  rows(
    tx,
    `select l.id, l.kind, ${planColumns} ${planned} where p.organization_id = $1 and p.revision_id = $2 order by l.id`,
    [actor.organizationId, revisionId],
  );

export const lineOf = (tx: Tx, actor: Actor, revisionId: string, lineId: string): Promise<Line | undefined> =>
  one(
    tx,
    `select l.id, l.kind, ${planColumns} ${planned} where p.organization_id = $1 and p.revision_id = $2 and l.id = $3`,
    [actor.organizationId, revisionId, lineId],
  );

/** The lines of a revision as a list to page through. */
export const lineListing = (actor: Actor, revisionId: string): Listing => ({
  from: `(select p.organization_id, p.revision_id, p.updated_at, l.id, l.kind, ${planColumns} ${planned})`,
  select: '*',
  where: 't.revision_id = $2',
  params: [actor.organizationId, revisionId],
});

export async function addLine(tx: Tx, actor: Actor, budget: Budget, revision: Revision, line: NewLine): Promise<Line> {
  const added = await one<Line>(
    tx,
    `with l as (insert into budget_lines (organization_id, budget_id, kind) values ($1, $2, $4) returning id, kind)
     insert into budget_plans as p
       (organization_id, budget_id, revision_id, line_id, category, label, basis, driver, per, quantity, unit_minor, quote_state, owner_id)
     select $1, $2, $3, l.id, $5, $6, $7, $8, $9, $10, $11, $12, $13 from l
     returning p.line_id as id, $4::text as kind, ${planColumns}`,
    [
      actor.organizationId,
      budget.id,
      revision.id,
      line.kind,
      line.category,
      line.label,
      line.basis,
      line.driver,
      line.per,
      line.quantity,
      line.unitAmount,
      line.quoteState,
      line.ownerId,
    ],
  );
  if (!added) throw new Error('An insert returns its row');
  return added;
}

/** Writes all that may change of a line; undefined where it has another version by now. */
export const changeLine = (tx: Tx, actor: Actor, revisionId: string, line: Line): Promise<Line | undefined> =>
  one(
    tx,
    `update budget_plans p set category = $5, label = $6, basis = $7, driver = $8, per = $9, quantity = $10, unit_minor = $11,
            quote_state = $12, owner_id = $13
      where p.organization_id = $1 and p.revision_id = $2 and p.line_id = $3 and p.version = $4
      returning p.line_id as id, $14::text as kind, ${planColumns}`,
    [
      actor.organizationId,
      revisionId,
      line.id,
      line.version,
      line.category,
      line.label,
      line.basis,
      line.driver,
      line.per,
      line.quantity,
      line.unitAmount,
      line.quoteState,
      line.ownerId,
      line.kind,
    ],
  );

/** Takes a line out of a revision. False where the revision does not have it. */
export const removeLine = async (tx: Tx, actor: Actor, revisionId: string, lineId: string): Promise<boolean> =>
  (await affected(tx, 'delete from budget_plans where organization_id = $1 and revision_id = $2 and line_id = $3', [
    actor.organizationId,
    revisionId,
    lineId,
  ])) === 1;

/** What still speaks of a line that a revision no longer has. */
export async function traceOf(tx: Tx, actor: Actor, lineId: string): Promise<{ planned: boolean; entered: boolean }> {
  const trace = await one<{ planned: boolean; entered: boolean }>(
    tx,
    `select exists (select from budget_plans where organization_id = $1 and line_id = $2) as planned,
            exists (select from budget_entries where organization_id = $1 and line_id = $2) as entered`,
    [actor.organizationId, lineId],
  );
  return trace ?? { planned: false, entered: false };
}

export async function forgetLine(tx: Tx, actor: Actor, lineId: string): Promise<void> {
  await affected(tx, 'delete from budget_lines where organization_id = $1 and id = $2', [actor.organizationId, lineId]);
}

/** Begins a revision with the lines of another one; they keep their ids and versions. */
export async function copyLines(tx: Tx, actor: Actor, fromId: string, toId: string): Promise<void> {
  await affected(
    tx,
    `insert into budget_plans
       (organization_id, budget_id, revision_id, line_id, category, label, basis, driver, per, quantity, unit_minor, quote_state, owner_id, version)
     select organization_id, budget_id, $3, line_id, category, label, basis, driver, per, quantity, unit_minor, quote_state, owner_id, version
       from budget_plans where organization_id = $1 and revision_id = $2`,
    [actor.organizationId, fromId, toId],
  );
}

export const isMember = async (tx: Tx, actor: Actor, memberId: string): Promise<boolean> =>
  (await one(tx, 'select id from members where organization_id = $1 and id = $2', [actor.organizationId, memberId])) !==
  undefined;
