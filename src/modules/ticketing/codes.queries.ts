import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, rows } from '../../platform/database/sql.js';
import type { Code } from './catalogue.js';

/** As it is kept: people type codes in any case, and with spaces around. */
export const normalCode = (typed: string): string => typed.trim().toUpperCase();

/** How a code is read; counts of pg's bigint are texts, and what may be given away fits a number. */
const asCode = `
  c.id, c.code, c.effect, c.amounts, c.rate, c.ticket_type_ids as "ticketTypeIds", c.variation_ids as "variationIds",
  c.opens_hidden as "opensHidden", c.valid_from as "validFrom", c.valid_until as "validUntil", c.max_uses as "maxUses",
  c.max_per_order as "maxPerOrder", c.max_per_person as "maxPerPerson",
  case when c.budget_amount is not null then jsonb_build_object('amount', c.budget_amount, 'currency', c.budget_currency) end as budget,
  c.hold_id as "holdId", c.used, c.given_away::float8 as "givenAway"`;

/** The codes among what people typed, by their spelling in upper case, with what is left of them now. */
export async function findCode(
  tx: Tx,
  actor: Actor,
  eventId: string,
  typed: readonly string[],
): Promise<ReadonlyMap<string, Code>> {
  const found = await rows<Code>(
    tx,
    `select ${asCode} from codes c where c.organization_id = $1 and c.event_id = $2 and c.code = any($3)`,
    [actor.organizationId, eventId, typed.map(normalCode)],
  );
  return new Map(found.map((code) => [code.code, code]));
}
