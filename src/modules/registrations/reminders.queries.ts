import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, rows } from '../../platform/database/sql.js';

/** Takes the orders whose payers are to be reminded now: each once for each deadline, and none that is over. */
export const takeDueReminders = (tx: Tx, actor: Actor): Promise<{ orderId: string; eventId: string }[]> =>
  rows(
    tx,
    `with due as (
       select id from orders where organization_id = $1 and remind_at <= clock_timestamp()
        order by remind_at limit 500 for update skip locked)
     update orders o set remind_at = null from due where o.organization_id = $1 and o.id = due.id
     returning o.id as "orderId", o.event_id as "eventId"`,
    [actor.organizationId],
  );
