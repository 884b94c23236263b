import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';

/** A type, or one of its variations, and the quotas that it draws on. */
export interface Drawing {
  eventId: string;
  ticketTypeId: string;
  /** Null: the type itself, for all of its variations. */
  variationId: string | null;
  quotaIds: readonly string[];
}

/**
 * Counts the places that a product has taken in these quotas too (sign 1) or no longer (sign -1): sold, held, and kept back by
 * organisers. Returns how many of the quotas had room.
 */
export const carryTaken = (
  tx: Tx,
  actor: Actor,
  { ticketTypeId, variationId }: Drawing,
  { quotaIds, sign }: { quotaIds: readonly string[]; sign: 1 | -1 },
): Promise<number> =>
  affected(
    tx,
    `with product as (
       select held, sold from ticket_types where organization_id = $1 and id = $2 and $3::uuid is null
       union all
       select held, sold from ticket_variations where organization_id = $1 and ticket_type_id = $2 and id = $3
     ), kept as (
       select coalesce(sum(l.count), 0)::integer as blocked
         from hold_lines l join holds h on h.organization_id = l.organization_id and h.id = l.hold_id
        where l.organization_id = $1 and l.ticket_type_id = $2 and ($3::uuid is null or l.variation_id = $3)
          and h.kind = 'organizer' and h.state = 'active'
     )
     update quotas q set held = q.held + $5 * p.held, sold = q.sold + $5 * p.sold, blocked = q.blocked + $5 * kept.blocked
       from product p, kept
      where q.organization_id = $1 and q.id = any($4)
        and (q.size is null or q.held + q.sold + q.blocked + $5 * (p.held + p.sold + kept.blocked) <= q.size)`,
    [actor.organizationId, ticketTypeId, variationId, quotaIds, sign],
  );

/** From now on the product draws on these quotas too. Returns how many of them its event has. */
export const startDrawing = (tx: Tx, actor: Actor, product: Drawing, quotaIds: readonly string[]): Promise<number> => {
  const [table, column] = linksOf(product);
  return affected(
    tx,
    `insert into ${table} (organization_id, event_id, quota_id, ${column})
     select organization_id, event_id, id, $3 from quotas where organization_id = $1 and event_id = $2 and id = any($4)`,
    [actor.organizationId, product.eventId, product.variationId ?? product.ticketTypeId, quotaIds],
  );
};

/** From now on the product no longer draws on these quotas. */
export const stopDrawing = (tx: Tx, actor: Actor, product: Drawing, quotaIds: readonly string[]): Promise<number> => {
  const [table, column] = linksOf(product);
  return affected(tx, `delete from ${table} where organization_id = $1 and ${column} = $2 and quota_id = any($3)`, [
    actor.organizationId,
    product.variationId ?? product.ticketTypeId,
    quotaIds,
  ]);
};

const linksOf = ({ variationId }: Drawing): [string, string] =>
  variationId === null ? ['quota_ticket_types', 'ticket_type_id'] : ['quota_ticket_variations', 'variation_id'];

/** Whether the type and one of its variations draw on the same quota: each ticket takes one place of a quota. */
export async function drawsTwice(tx: Tx, actor: Actor, ticketTypeId: string): Promise<boolean> {
  const found = await one(
    tx,
    `select from ticket_variations v
       join quota_ticket_variations l on l.organization_id = v.organization_id and l.variation_id = v.id
       join quota_ticket_types m on m.organization_id = v.organization_id and m.ticket_type_id = v.ticket_type_id and m.quota_id = l.quota_id
      where v.organization_id = $1 and v.ticket_type_id = $2`,
    [actor.organizationId, ticketTypeId],
  );
  return found !== undefined;
}
