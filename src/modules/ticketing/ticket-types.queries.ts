import { QueryFailedError } from 'typeorm';
import type { Money } from '../../kernel/money.js';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { newId } from '../../platform/database/new-id.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import type { SaleTerms } from './sale.rules.js';

/** A row of `ticket_types` with the quotas it draws on. */
export interface TicketType extends SaleTerms {
  id: string;
  eventId: string;
  /** Null: free. */
  price: Money | null;
  quotaIds: string[];
  held: number;
  sold: number;
  version: number;
}

const columns = `
  t.id, t.event_id as "eventId", t.name, t.description, t.sale_starts_at as "saleStartsAt", t.sale_ends_at as "saleEndsAt",
  t.min_per_order as "minPerOrder", t.max_per_order as "maxPerOrder", t.hidden, t.held, t.sold, t.version,
  null as price,
  array(select l.quota_id from quota_ticket_types l
         where l.organization_id = t.organization_id and l.ticket_type_id = t.id order by l.quota_id) as "quotaIds"`;

export const findTicketType = (tx: Tx, actor: Actor, ticketTypeId: string): Promise<TicketType | undefined> =>
  one(tx, `select ${columns} from ticket_types t where organization_id = $1 and id = $2`, [
    actor.organizationId,
    ticketTypeId,
  ]);

/** In the order in which they were made. */
export const ticketTypesOf = (tx: Tx, actor: Actor, eventId: string): Promise<TicketType[]> =>
  rows(tx, `select ${columns} from ticket_types t where organization_id = $1 and event_id = $2 order by id`, [
    actor.organizationId,
    eventId,
  ]);

export function pageOfTicketTypes<T>(
  tx: Tx,
  actor: Actor,
  { eventId, query }: { eventId: string; query: PageQuery },
  of: (type: TicketType) => T,
): Promise<Page<T>> {
  const listing = {
    from: 'ticket_types',
    select: columns,
    where: 't.event_id = $2',
    params: [actor.organizationId, eventId],
  };
  return readPage(tx, listing, query, of);
}

const termColumns = 'name, description, sale_starts_at, sale_ends_at, min_per_order, max_per_order, hidden';
const termValues = (terms: SaleTerms): unknown[] => [
  terms.name,
  terms.description,
  terms.saleStartsAt,
  terms.saleEndsAt,
  terms.minPerOrder,
  terms.maxPerOrder,
  terms.hidden,
];

/** Returns the id of the new ticket type. */
export async function insertTicketType(tx: Tx, actor: Actor, eventId: string, terms: SaleTerms): Promise<string> {
  const id = newId();
  await affected(
    tx,
    `insert into ticket_types (organization_id, event_id, id, ${termColumns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [actor.organizationId, eventId, id, ...termValues(terms)],
  );
  return id;
}

/** Changes nothing where it was changed since that version. */
export const updateTicketType = (
  tx: Tx,
  actor: Actor,
  { id, version }: Pick<TicketType, 'id' | 'version'>,
  terms: SaleTerms,
): Promise<number> =>
  affected(
    tx,
    `update ticket_types set (${termColumns}) = ($4, $5, $6, $7, $8, $9, $10) where organization_id = $1 and id = $2 and version = $3`,
    [actor.organizationId, id, version, ...termValues(terms)],
  );

/** False where somebody has, or had, a ticket of this type. */
export async function deleteTicketType(tx: Tx, actor: Actor, ticketTypeId: string): Promise<boolean> {
  try {
    await affected(tx, 'delete from ticket_types where organization_id = $1 and id = $2', [
      actor.organizationId,
      ticketTypeId,
    ]);
    return true;
  } catch (error) {
    if (error instanceof QueryFailedError && error.driverError.code === '23503') return false;
    throw error;
  }
}
