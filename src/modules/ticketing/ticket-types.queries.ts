import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import type { Amounts, TypeForSale } from './catalogue.js';
import type { SaleTerms } from './sale.rules.js';
import { type Row, TermsTable } from './terms-table.js';

/** A row of `ticket_types` with all that hangs on it. */
export interface TicketType extends Row<SaleTerms>, TypeExtras {
  quotaIds: string[];
  held: number;
  sold: number;
}

/** What is written beside the row of a ticket type. */
export interface TypeExtras {
  prices: Amounts;
  companionIds: readonly string[];
  addOns: TypeForSale['addOns'];
  parts: TypeForSale['parts'];
}

const hanging = (table: string, value: string, order: string) =>
  `(select coalesce(jsonb_agg(${value} order by ${order}), '[]') from ${table} x
     where x.organization_id = t.organization_id and x.ticket_type_id = t.id)`;

export const ticketTypes = new TermsTable<SaleTerms>(
  'ticket_types',
  {
    name: 'name',
    description: 'description',
    kind: 'kind',
    categoryId: 'category_id',
    pricing: 'pricing',
    taxRuleId: 'tax_rule_id',
    channel: 'channel',
    approval: 'approval',
    namesLater: 'names_later',
    saleStartsAt: 'sale_starts_at',
    saleEndsAt: 'sale_ends_at',
    minPerOrder: 'min_per_order',
    maxPerOrder: 'max_per_order',
    maxPerPerson: 'max_per_person',
    hidden: 'hidden',
    position: 'position',
  },
  {
    held: 't.held',
    sold: 't.sold',
    quotaIds: hanging('quota_ticket_types', 'x.quota_id', 'x.quota_id'),
    companionIds: hanging('ticket_type_companions', 'x.companion_id', 'x.companion_id'),
    addOns: hanging(
      'ticket_type_add_ons',
      `jsonb_build_object('categoryId', x.category_id, 'min', x.min_count, 'max', x.max_count)`,
      'x.category_id',
    ),
    parts: hanging('ticket_type_parts', `jsonb_build_object('ticketTypeId', x.part_id, 'count', x.count)`, 'x.part_id'),
    prices: `(select coalesce(jsonb_object_agg(x.currency, x.amount), '{}') from prices x
               where x.organization_id = t.organization_id and x.ticket_type_id = t.id and x.variation_id is null)`,
  },
);

export const findTicketType = (tx: Tx, actor: Actor, ticketTypeId: string): Promise<TicketType | undefined> =>
  ticketTypes.find(tx, actor, ticketTypeId);

export const pageOfTicketTypes = <T>(
  tx: Tx,
  actor: Actor,
  { eventId, query }: { eventId: string; query: PageQuery },
  of: (type: TicketType) => T,
): Promise<Page<T>> => ticketTypes.page(tx, actor, { query, where: 't.event_id = $2', params: [eventId] }, of);

/** A type, or one of its variations. */
export interface Priced {
  eventId: string;
  ticketTypeId: string;
  variationId: string | null;
}

/** These prices and no others. */
export const replacePrices = (tx: Tx, actor: Actor, product: Priced, prices: Amounts): Promise<number> =>
  affected(
    tx,
    `with wanted as (select key as currency, value::bigint as amount from jsonb_each_text($5::jsonb)), gone as (
       delete from prices where organization_id = $1 and ticket_type_id = $3 and variation_id is not distinct from $4
          and currency not in (select currency from wanted)
     )
     insert into prices (organization_id, event_id, ticket_type_id, variation_id, currency, amount)
     select $1, $2, $3, $4, currency, amount from wanted
     on conflict (organization_id, ticket_type_id, variation_id, currency) do update set amount = excluded.amount`,
    [actor.organizationId, product.eventId, product.ticketTypeId, product.variationId, JSON.stringify(prices)],
  );

type OfEvent = Pick<TicketType, 'id' | 'eventId'>;

/** These companions and no others. Returns how many of them its event has. */
export async function replaceCompanions(tx: Tx, actor: Actor, type: OfEvent, ids: readonly string[]): Promise<number> {
  const { organizationId } = actor;
  const old = 'delete from ticket_type_companions where organization_id = $1 and ticket_type_id = $2';
  await affected(tx, old, [organizationId, type.id]);
  return affected(
    tx,
    `insert into ticket_type_companions (organization_id, event_id, ticket_type_id, companion_id)
     select $1, $2, $3, id from ticket_types where organization_id = $1 and event_id = $2 and id = any($4)`,
    [organizationId, type.eventId, type.id, ids],
  );
}

/** These choices of add-ons and no others. Returns how many of their categories its event has. */
export async function replaceAddOns(
  tx: Tx,
  actor: Actor,
  type: OfEvent,
  choices: TypeExtras['addOns'],
): Promise<number> {
  const { organizationId } = actor;
  const old = 'delete from ticket_type_add_ons where organization_id = $1 and ticket_type_id = $2';
  await affected(tx, old, [organizationId, type.id]);
  return affected(
    tx,
    `insert into ticket_type_add_ons (organization_id, event_id, ticket_type_id, category_id, min_count, max_count)
     select $1, $2, $3, c.id, x.min, x.max
       from jsonb_to_recordset($4::jsonb) as x("categoryId" uuid, min integer, max integer)
       join add_on_categories c on c.organization_id = $1 and c.event_id = $2 and c.id = x."categoryId"`,
    [organizationId, type.eventId, type.id, JSON.stringify(choices)],
  );
}

/** These parts and no others. Returns how many of them its event has. */
export async function replaceParts(tx: Tx, actor: Actor, type: OfEvent, parts: TypeExtras['parts']): Promise<number> {
  const { organizationId } = actor;
  const old = 'delete from ticket_type_parts where organization_id = $1 and ticket_type_id = $2';
  await affected(tx, old, [organizationId, type.id]);
  return affected(
    tx,
    `insert into ticket_type_parts (organization_id, event_id, ticket_type_id, part_id, count)
     select $1, $2, $3, t.id, x.count
       from jsonb_to_recordset($4::jsonb) as x("ticketTypeId" uuid, count integer)
       join ticket_types t on t.organization_id = $1 and t.event_id = $2 and t.id = x."ticketTypeId"`,
    [organizationId, type.eventId, type.id, JSON.stringify(parts)],
  );
}

/** Whether something that comes with a ticket has variations or comes with something itself. */
export async function hasUnclearBundle(tx: Tx, actor: Actor, eventId: string): Promise<boolean> {
  const found = await one(
    tx,
    `select from ticket_type_parts p
      where p.organization_id = $1 and p.event_id = $2
        and (exists (select from ticket_variations v where v.organization_id = $1 and v.ticket_type_id = p.part_id)
          or exists (select from ticket_type_parts q where q.organization_id = $1 and q.ticket_type_id = p.part_id))
      limit 1`,
    [actor.organizationId, eventId],
  );
  return found !== undefined;
}

/** How many of these types the event has. */
export async function countTicketTypes(tx: Tx, actor: Actor, eventId: string, ids: readonly string[]): Promise<number> {
  const found = await rows(
    tx,
    'select from ticket_types where organization_id = $1 and event_id = $2 and id = any($3)',
    [actor.organizationId, eventId, ids],
  );
  return found.length;
}

/** Whether the event has the category of add-ons. */
export async function hasCategory(tx: Tx, actor: Actor, eventId: string, categoryId: string): Promise<boolean> {
  const found = await one(
    tx,
    'select from add_on_categories where organization_id = $1 and event_id = $2 and id = $3',
    [actor.organizationId, eventId, categoryId],
  );
  return found !== undefined;
}
