import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one, rows } from '../../platform/database/sql.js';
import type { Listing } from '../../platform/http/keyset.js';
import type { LineKind } from './plan.rules.js';
import type { LiveCommitment } from './summary.rules.js';

export type EntryType = 'commitment' | 'actual';

/** A commitment or an actual as it stands in the ledger; amounts in minor units, negative on a reversal. */
export interface Entry {
  id: string;
  lineId: string;
  type: EntryType;
  amount: number;
  currency: string;
  units: number | null;
  counterparty: string | null;
  document: string | null;
  note: string | null;
  /** `2027-03-14`. */
  occurredOn: string;
  cancellableUntil: string | null;
  originalAmount: number | null;
  originalCurrency: string | null;
  /** Decimal text, since a float would not be what was entered. */
  rate: string | null;
  commitmentId: string | null;
  reversesId: string | null;
  reversedById: string | null;
  /** Actuals drawn on this commitment, reversals taken off. */
  drawn: number;
  enteredBy: string | null;
  createdAt: Date;
}

export type NewEntry = Omit<Entry, 'id' | 'reversedById' | 'drawn' | 'enteredBy' | 'createdAt'>;

const shown = `(
  select e.organization_id, e.budget_id, e.id, e.line_id as "lineId", e.type, e.amount_minor as amount, e.currency, e.units,
         e.counterparty, e.document, e.note, e.occurred_on as "occurredOn", e.cancellable_until as "cancellableUntil",
         e.original_minor as "originalAmount", e.original_currency as "originalCurrency", trim_scale(e.rate)::text as rate,
         e.commitment_id as "commitmentId", e.reverses_id as "reversesId", e.created_at as "createdAt", e.created_at as updated_at,
         (select r.id from budget_entries r where r.organization_id = e.organization_id and r.reverses_id = e.id) as "reversedById",
         (select coalesce(sum(d.amount_minor), 0) from budget_entries d
           where d.organization_id = e.organization_id and d.commitment_id = e.id) as drawn,
         (select u.name from users u where u.id = e.entered_by) as "enteredBy"
    from budget_entries e)`;

/** One entry of the event's budget. */
export const entryOf = (
  tx: Tx,
  actor: Actor,
  budgetId: string,
  { id, type }: { id: string; type: EntryType },
): Promise<Entry | undefined> =>
  one(tx, `select * from ${shown} e where organization_id = $1 and budget_id = $2 and id = $3 and type = $4`, [
    actor.organizationId,
    budgetId,
    id,
    type,
  ]);

/** All entries of one type as a list to page through. */
export const entryListing = (actor: Actor, budgetId: string, type: EntryType): Listing => ({
  from: shown,
  select: '*',
  where: 't.budget_id = $2 and t.type = $3',
  params: [actor.organizationId, budgetId, type],
});

/** Writes an entry. Undefined where it reverses one that was reversed already: the unique index decides, also in a race. */
export const addEntry = async (tx: Tx, actor: Actor, budgetId: string, entry: NewEntry): Promise<string | undefined> =>
  (
    await one<{ id: string }>(
      tx,
      `insert into budget_entries
         (organization_id, budget_id, line_id, type, amount_minor, currency, units, counterparty, document, note, occurred_on,
          cancellable_until, original_minor, original_currency, rate, commitment_id, reverses_id, entered_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
       on conflict on constraint budget_entries_reversed_once do nothing returning id`,
      [
        actor.organizationId,
        budgetId,
        entry.lineId,
        entry.type,
        entry.amount,
        entry.currency,
        entry.units,
        entry.counterparty,
        entry.document,
        entry.note,
        entry.occurredOn,
        entry.cancellableUntil,
        entry.originalAmount,
        entry.originalCurrency,
        entry.rate,
        entry.commitmentId,
        entry.reversesId,
        actor.personId,
      ],
    )
  )?.id;

export const hasEntries = async (tx: Tx, actor: Actor, budgetId: string): Promise<boolean> =>
  (await one(tx, 'select id from budget_entries where organization_id = $1 and budget_id = $2 limit 1', [
    actor.organizationId,
    budgetId,
  ])) !== undefined;

/** What the ledger says of a line. */
export interface LineLedger {
  lineId: string;
  kind: LineKind;
  /** How the last revision that has the line calls it. */
  category: string;
  label: string;
  commitments: LiveCommitment[];
  actual: number;
  actualUnits: number | null;
}

/**
 * Every line of the budget, also those that the plan no longer has, with its commitments that were not reversed and its
 * actuals; `lineId` narrows it to one.
 */
export const lineLedgers = (
  tx: Tx,
  actor: Actor,
  budgetId: string,
  lineId: string | null = null,
): Promise<LineLedger[]> =>
  rows(
    tx,
    `with live as (
       select e.* from budget_entries e
        where e.organization_id = $1 and e.budget_id = $2 and e.reverses_id is null
          and not exists (select from budget_entries r where r.organization_id = $1 and r.reverses_id = e.id)
     )
     select l.id as "lineId", l.kind, named.category, named.label,
            coalesce(committed.commitments, '[]') as commitments,
            coalesce(spent.actual, 0) as actual, spent.units as "actualUnits"
       from budget_lines l
       join lateral (
         select p.category, p.label from budget_plans p
           join budget_revisions r on r.organization_id = p.organization_id and r.id = p.revision_id
          where p.organization_id = l.organization_id and p.line_id = l.id order by r.number desc limit 1
       ) named on true
       left join lateral (
         select jsonb_agg(jsonb_build_object('amount', c.amount_minor, 'drawn', coalesce(
                  (select sum(d.amount_minor) from budget_entries d where d.organization_id = $1 and d.commitment_id = c.id), 0))) as commitments
           from live c where c.line_id = l.id and c.type = 'commitment'
       ) committed on true
       left join lateral (
         select sum(a.amount_minor)::bigint as actual, case when bool_and(a.units is not null) then sum(a.units) end as units
           from live a where a.line_id = l.id and a.type = 'actual'
       ) spent on true
      where l.organization_id = $1 and l.budget_id = $2 and ($3::uuid is null or l.id = $3)
      order by l.id`,
    [actor.organizationId, budgetId, lineId],
  );
