import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, rows } from '../../platform/database/sql.js';

/** Somebody who is registered for an event. */
export interface Recipient {
  orderId: string;
  name: string;
  email: string;
  locale: Locale;
}

/** Everybody whose registration for the event stands. */
export const registeredFor = (tx: Tx, actor: Actor, eventId: string): Promise<Recipient[]> =>
  rows(
    tx,
    `select order_id as "orderId", name, email, locale from event_recipients
      where organization_id = $1 and event_id = $2 order by order_id`,
    [actor.organizationId, eventId],
  );
