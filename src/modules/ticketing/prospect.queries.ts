import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, rows } from '../../platform/database/sql.js';
import type { EndedLine } from './holds.queries.js';

/** What holds count that are over by the database's clock, and that nobody has tidied yet. */
export const overdueLines = (tx: Tx, actor: Actor, eventId: string): Promise<EndedLine[]> =>
  rows(
    tx,
    `select h.id as "holdId", h.kind, l.ticket_type_id as "ticketTypeId", l.variation_id as "variationId", l.code_id as "codeId",
            l.count, l.given_away::float8 as "givenAway"
       from holds h join hold_lines l on l.organization_id = h.organization_id and l.hold_id = h.id
      where h.organization_id = $1 and h.event_id = $2 and h.state = 'active' and h.expires_at <= clock_timestamp() and l.count > 0`,
    [actor.organizationId, eventId],
  );

/** When the first use of each of these codes comes back, unless the cart or offer that it is in becomes an order. */
export async function codesReturning(tx: Tx, actor: Actor, codeIds: readonly string[]): Promise<Map<string, Date>> {
  if (codeIds.length === 0) return new Map();
  const found = await rows<{ id: string; at: Date }>(
    tx,
    `select l.code_id as id, min(h.expires_at) as at
       from hold_lines l join holds h on h.organization_id = l.organization_id and h.id = l.hold_id
      where l.organization_id = $1 and l.code_id = any($2) and l.count > 0 and h.state = 'active' and h.kind in ('cart', 'offer')
        and h.expires_at > clock_timestamp()
      group by 1`,
    [actor.organizationId, codeIds],
  );
  return new Map(found.map(({ id, at }) => [id, at]));
}
