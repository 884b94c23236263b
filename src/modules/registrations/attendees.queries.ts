import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, rows } from '../../platform/database/sql.js';

/** Orders of events that start within a week, with tickets that have no names; those that were reminded are left out. */
export const ordersWithoutNames = (tx: Tx, actor: Actor): Promise<{ orderId: string; eventId: string }[]> =>
  rows(
    tx,
    `select o.id as "orderId", o.event_id as "eventId"
       from orders o join events e on e.organization_id = o.organization_id and e.id = o.event_id
      where o.organization_id = $1 and o.state = 'paid' and e.status = 'published'
        and e.starts_at between now() and now() + interval '7 days'
        and exists (select from tickets k join ticket_types y on y.organization_id = k.organization_id and y.id = k.ticket_type_id
                     where k.organization_id = o.organization_id and k.order_id = o.id and k.state = 'valid'
                       and k.attendee_name is null and y.kind = 'admission')
        and not exists (select from mails m where m.organization_id = o.organization_id and m.key = 'names:' || o.id || ':names-wanted')`,
    [actor.organizationId],
  );
