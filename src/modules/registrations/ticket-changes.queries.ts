import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { PricedLine } from '../ticketing/stock.service.js';

/** A dearer type that waits for the difference, in minor units of the order's currency. */
export interface TicketChange {
  id: string;
  orderId: string;
  ticketId: string;
  ticketTypeId: string;
  variationId: string | null;
  line: PricedLine;
  difference: number;
  /** Of the difference; null where nothing costs anything. */
  currency: string | null;
  /** Keeps the new place until the difference is paid; null where the change was done at once. */
  holdId: string | null;
  expiresAt: Date | null;
}

const columns = `
  c.id, c.order_id as "orderId", c.ticket_id as "ticketId", c.ticket_type_id as "ticketTypeId", c.variation_id as "variationId", c.line,
  c.difference::float8 as difference, c.currency, c.hold_id as "holdId", c.expires_at as "expiresAt"`;

/** The change of the order that still waits: as long as its deadline has not passed by the database's clock. */
export const openChangeOf = (tx: Tx, actor: Actor, orderId: string): Promise<TicketChange | undefined> =>
  one(
    tx,
    `select ${columns} from ticket_changes c
      where organization_id = $1 and order_id = $2 and state = 'open' and expires_at > clock_timestamp()`,
    [actor.organizationId, orderId],
  );

/** Writes a change that waits for its difference, or, without a hold, one that is done at once. Null where another one waits. */
export async function insertChange(
  tx: Tx,
  actor: Actor,
  eventId: string,
  change: Omit<TicketChange, 'id'>,
): Promise<string | null> {
  const row = await one<{ id: string }>(
    tx,
    `insert into ticket_changes (organization_id, event_id, order_id, ticket_id, ticket_type_id, variation_id, line, difference, currency, hold_id,
            expires_at, state, ended_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11, clock_timestamp()),
             case when $10::uuid is null then 'applied' else 'open' end, case when $10::uuid is null then clock_timestamp() end)
     on conflict do nothing returning id`,
    [
      actor.organizationId,
      eventId,
      change.orderId,
      change.ticketId,
      change.ticketTypeId,
      change.variationId,
      JSON.stringify(change.line),
      change.difference,
      change.currency,
      change.holdId,
      change.expiresAt,
    ],
  );
  return row?.id ?? null;
}

/** What waits for money has a currency, also where the order has cost nothing so far. */
export const setCurrency = (tx: Tx, actor: Actor, orderId: string, currency: string | null): Promise<number> =>
  affected(
    tx,
    'update orders set total_currency = $3 where organization_id = $1 and id = $2 and total_currency is null',
    [actor.organizationId, orderId, currency],
  );

/** The order costs so much more, and that is paid. */
export const addDifference = (
  tx: Tx,
  actor: Actor,
  { orderId, difference, currency }: { orderId: string; difference: number; currency: string | null },
): Promise<number> =>
  affected(
    tx,
    `update orders set total_amount = total_amount + $3, paid_amount = total_amount + $3, total_currency = coalesce(total_currency, $4)
      where organization_id = $1 and id = $2`,
    [actor.organizationId, orderId, difference, currency],
  );

/** Ends a change, once. */
export const endChange = (
  tx: Tx,
  actor: Actor,
  changeId: string,
  state: 'applied' | 'lapsed' | 'withdrawn',
): Promise<number> =>
  affected(
    tx,
    `update ticket_changes set state = $3, ended_at = clock_timestamp() where organization_id = $1 and id = $2 and state = 'open'`,
    [actor.organizationId, changeId, state],
  );

/** Changes of an order whose deadline has passed are over. */
export const lapseChanges = (tx: Tx, actor: Actor, orderId: string): Promise<number> =>
  affected(
    tx,
    `update ticket_changes set state = 'lapsed', ended_at = clock_timestamp()
      where organization_id = $1 and order_id = $2 and state = 'open' and expires_at <= clock_timestamp()`,
    [actor.organizationId, orderId],
  );

/** Ends the open changes of these tickets; returns the holds that kept the new places. */
export async function endChangesOf(tx: Tx, actor: Actor, ticketIds: readonly string[]): Promise<string[]> {
  const ended = await rows<{ holdId: string }>(
    tx,
    `update ticket_changes set state = 'withdrawn', ended_at = clock_timestamp()
      where organization_id = $1 and ticket_id = any($2) and state = 'open' returning hold_id as "holdId"`,
    [actor.organizationId, ticketIds],
  );
  return ended.map(({ holdId }) => holdId);
}

/** What a ticket is after its type changed. */
export interface RetypedTicket {
  id: string;
  ticketTypeId: string;
  variationId: string | null;
  line: PricedLine;
  answers: Readonly<Record<string, unknown>>;
}

/** Makes the ticket one of another type: what is on its code is no longer true, so the code is a new one. */
export const retypeTicket = (tx: Tx, actor: Actor, ticket: RetypedTicket): Promise<number> =>
  affected(
    tx,
    `update tickets set ticket_type_id = $3, variation_id = $4, generation = generation + 1, answers = $5, code_id = null, given_away = 0,
            list_amount = $6, price_amount = $7, price_steps = $8, tax_rate = $9, tax_amount = $10, tax_name = $11, tax_inclusive = $12
      where organization_id = $1 and id = $2 and state <> 'cancelled'`,
    [
      actor.organizationId,
      ticket.id,
      ticket.ticketTypeId,
      ticket.variationId,
      ticket.answers,
      ticket.line.list,
      ticket.line.price,
      JSON.stringify(ticket.line.steps),
      ticket.line.tax?.rate ?? null,
      ticket.line.tax?.amount ?? 0,
      ticket.line.tax ? JSON.stringify(ticket.line.tax.name) : null,
      ticket.line.tax?.inclusive ?? true,
    ],
  );
