import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { TicketState } from './order.rules.js';

/** What the door knows of a ticket beyond its code. */
export interface TicketStanding {
  id: string;
  orderId: string;
  eventId: string;
  state: TicketState;
  blocked: boolean;
  generation: number;
  version: number;
}

const columns = `id, order_id as "orderId", event_id as "eventId", state, blocked, generation, version`;

/** The order of a ticket shows how the ticket stands and by which code it admits, so it is another version then. */
export const touchOrder = async (tx: Tx, actor: Actor, ticketId: string): Promise<string | undefined> =>
  (
    await one<{ id: string }>(
      tx,
      `update orders set state = state
        where organization_id = $1 and id = (select order_id from tickets where organization_id = $1 and id = $2) returning id`,
      [actor.organizationId, ticketId],
    )
  )?.id;

/** The ticket, locked until the transaction ends. */
export const lockTicket = (tx: Tx, actor: Actor, ticketId: string): Promise<TicketStanding | undefined> =>
  one(tx, `select ${columns} from tickets where organization_id = $1 and id = $2 for no key update`, [
    actor.organizationId,
    ticketId,
  ]);

export const setStanding = (
  tx: Tx,
  actor: Actor,
  { id, blocked, generation }: Pick<TicketStanding, 'id' | 'blocked' | 'generation'>,
): Promise<TicketStanding | undefined> =>
  one(
    tx,
    `update tickets set blocked = $3, generation = $4 where organization_id = $1 and id = $2 returning ${columns}`,
    [actor.organizationId, id, blocked, generation],
  );

/** Writes down why a ticket was suspended, or is no longer. */
export const recordBlock = (
  tx: Tx,
  actor: Actor,
  { ticketId, blocked, reason }: { ticketId: string; blocked: boolean; reason: string },
): Promise<number> =>
  affected(
    tx,
    'insert into ticket_blocks (organization_id, ticket_id, blocked, reason, actor_id) values ($1, $2, $3, $4, $5)',
    [actor.organizationId, ticketId, blocked, reason, actor.id],
  );

/** A ticket that a device must not judge by its code alone. */
export interface Revocation {
  ticketId: string;
  lowestGeneration: number;
  refused: 'cancelled' | 'blocked' | 'not-paid' | null;
  /** Not paid, and admits only where such orders do. */
  pending: boolean;
}

/** By the database's clock. A change that is under way is at most a minute older than it becomes visible. */
export async function revocationTime(tx: Tx): Promise<Date> {
  const row = await one<{ at: Date }>(tx, `select clock_timestamp() - interval '1 minute' as at`);
  if (!row) throw new Error('The database has a clock');
  return row.at;
}

/** Tickets whose codes do not tell the truth; with `since` those that may have changed, also where they admit again. */
export const revocationsOf = (tx: Tx, actor: Actor, eventId: string, since: Date | null): Promise<Revocation[]> =>
  rows(
    tx,
    `select id as "ticketId", generation as "lowestGeneration", refused, refused is null and not paid as pending from (
       select t.id, t.generation, greatest(t.updated_at, o.updated_at) as changed_at, o.state = 'paid' and t.state = 'valid' as paid,
              case when t.state = 'cancelled' or o.state in ('expired', 'cancelled', 'retained') then 'cancelled'
                   when not (o.state = 'paid' and t.state = 'valid') and not o.pending_admits then 'not-paid'
                   when t.blocked then 'blocked' end as refused
         from tickets t join orders o on o.organization_id = t.organization_id and o.id = t.order_id
        where t.organization_id = $1 and t.event_id = $2
     ) ticket
      where case when $3::timestamptz is null then refused is not null or not paid or generation > 1
                 else changed_at >= $3 and (refused is not null or not paid or generation > 1 or changed_at > uuid_extract_timestamp(id) + interval '1 second') end
      order by id`,
    [actor.organizationId, eventId, since],
  );
