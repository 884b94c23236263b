import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one, onePrepared } from '../../platform/database/sql.js';
import type { Outlook, Pool, ProductCount } from './availability.rules.js';
import { stampOf } from './catalogue.queries.js';
import type { EventOnSale } from './sale.rules.js';

/** Where an event's places stand at this moment, by the database's clock. */
export interface StockNow {
  now: Date;
  event: EventOnSale;
  /** The stamp of the catalogue that these counts belong to. */
  stamp: string;
  pools: Pool[];
  /** Places of holds that are over and that nobody has tidied yet. */
  overdue: ProductCount[];
  /** Places that people wait for. */
  waiting: ProductCount[];
}

interface FoundStock {
  now: Date;
  status: EventOnSale['status'];
  endsAt: Date;
  stamp: string;
  pools: Pool[] | null;
  overdue: ProductCount[] | null;
  waiting: ProductCount[] | null;
}

const counted = (alias: string, count: string) =>
  `jsonb_build_object('ticketTypeId', ${alias}.ticket_type_id, 'variationId', ${alias}.variation_id, 'count', ${count})`;

const stockStatement = {
  name: 'stock-now',
  text: `
    select clock_timestamp() as now, e.status, e.ends_at as "endsAt", ${stampOf} as stamp,
           (select jsonb_agg(jsonb_build_object('id', q.id, 'name', q.name, 'size', q.size, 'held', q.held, 'sold', q.sold,
                     'blocked', q.blocked, 'closed', q.closed_at is not null) order by q.id)
              from quotas q where q.organization_id = $1 and q.event_id = $2) as pools,
           (select jsonb_agg(${counted('l', 'l.count')})
              from holds h join hold_lines l on l.organization_id = h.organization_id and l.hold_id = h.id
             where h.organization_id = $1 and h.event_id = $2 and h.state = 'active' and h.expires_at <= statement_timestamp()) as overdue,
           (select jsonb_agg(${counted('w', 'w.places')})
              from waiting_counts w where w.organization_id = $1 and w.event_id = $2) as waiting
      from events e where e.organization_id = $1 and e.id = $2`,
};

/** One statement, since it is asked for every page; undefined where the organisation has no such event. */
export async function stockNow(tx: Tx, actor: Actor, eventId: string): Promise<StockNow | undefined> {
  const found = await onePrepared<FoundStock>(tx, stockStatement, [actor.organizationId, eventId]);
  if (!found) return undefined;
  const { now, stamp, status, endsAt, pools, overdue, waiting } = found;
  return { now, stamp, event: { status, endsAt }, pools: pools ?? [], overdue: overdue ?? [], waiting: waiting ?? [] };
}

interface FoundOutlook {
  holds: (ProductCount & { kind: Outlook['holds'][number]['kind']; earliest: string | null })[] | null;
  reserved: ProductCount[] | null;
}

const outlookStatement = {
  name: 'stock-outlook',
  text: `
    select (select jsonb_agg(jsonb_build_object('ticketTypeId', c.ticket_type_id, 'variationId', c.variation_id, 'kind', c.kind,
                      'count', c.count, 'earliest', c.earliest))
              from (select l.ticket_type_id, l.variation_id, h.kind, sum(l.count)::integer as count, min(h.expires_at) as earliest
                      from holds h join hold_lines l on l.organization_id = h.organization_id and l.hold_id = h.id
                     where h.organization_id = $1 and h.event_id = $2 and h.state = 'active'
                       and (h.expires_at is null or h.expires_at > statement_timestamp())
                     group by 1, 2, 3) c) as holds,
           (select jsonb_agg(${counted('c', 'c.count')})
              from (select k.ticket_type_id, k.variation_id, count(*)::integer as count
                      from tickets k where k.organization_id = $1 and k.event_id = $2 and k.state = 'reserved' group by 1, 2) c) as reserved`,
};

/** What may still come back of what is taken: asked only where something is sold out. */
export async function outlookOf(tx: Tx, actor: Actor, eventId: string): Promise<Outlook> {
  const found = await onePrepared<FoundOutlook>(tx, outlookStatement, [actor.organizationId, eventId]);
  const holds = (found?.holds ?? []).map((hold) => ({
    ...hold,
    earliest: hold.earliest ? new Date(hold.earliest) : null,
  }));
  return { holds, reserved: found?.reserved ?? [] };
}

/** The places that an organiser's hold still keeps of each product. */
export async function placesKept(tx: Tx, actor: Actor, holdId: string): Promise<ProductCount[]> {
  const found = await one<{ kept: ProductCount[] | null }>(
    tx,
    `select jsonb_agg(${counted('l', 'l.count')}) as kept
       from holds h join hold_lines l on l.organization_id = h.organization_id and l.hold_id = h.id
      where h.organization_id = $1 and h.id = $2 and h.state = 'active'
        and (h.expires_at is null or h.expires_at > clock_timestamp())`,
    [actor.organizationId, holdId],
  );
  return found?.kept ?? [];
}
