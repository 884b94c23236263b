import type { LocalizedText } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, rows } from '../../platform/database/sql.js';

/** What each ticket of an order is called: its type, and the variation of it. */
export const ticketNames = (
  tx: Tx,
  actor: Actor,
  orderId: string,
): Promise<{ id: string; type: LocalizedText; variation: LocalizedText | null }[]> =>
  rows(
    tx,
    `select k.id, tt.name as type, v.name as variation from tickets k
       join ticket_types tt on tt.organization_id = k.organization_id and tt.id = k.ticket_type_id
       left join ticket_variations v on v.organization_id = k.organization_id and v.id = k.variation_id
      where k.organization_id = $1 and k.order_id = $2`,
    [actor.organizationId, orderId],
  );
