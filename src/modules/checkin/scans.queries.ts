import type { LocalizedText } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one, rows } from '../../platform/database/sql.js';
import type { Listing } from '../../platform/http/keyset.js';
import type { ReadTicketCode } from '../registrations/ticket-codes.service.js';
import type { ScanFacts, ScanRefusal } from './scan.rules.js';

/** A scan with what the door may know of its ticket. */
export interface Scan {
  id: string;
  ticketId: string | null;
  outcome: 'admitted' | 'refused';
  reason: ScanRefusal | null;
  device: string;
  clientScanId: string;
  scannedAt: Date;
  attendeeName: string | null;
  ticketType: LocalizedText | null;
  firstAdmittedAt: Date | null;
  firstDevice: string | null;
}

export interface Attendance {
  registered: number;
  admitted: number;
  refusedByReason: { reason: ScanRefusal; scans: number }[];
}

/** A ticket as it is when its code is scanned. */
export interface ScannedTicket {
  id: string;
  eventId: string;
  orderId: string;
  state: 'valid' | 'cancelled';
  orderState: string;
  generation: number;
  attendeeName: string;
  ticketType: LocalizedText;
}

/** What is known when a code is scanned. */
export interface Found {
  status: ScanFacts['event']['status'];
  ticket: ScannedTicket | null;
  /** Of the key that the code names; null where there is none. */
  publicKey: Buffer | null;
  keyRevoked: boolean | null;
}

/** What is written of a scan. */
export interface NewScan {
  eventId: string;
  ticketId: string | null;
  device: string;
  clientScanId: string;
  reason: ScanRefusal | null;
}

/** Which ticket a code names, and which key it says it was signed with. */
export type Named = Pick<ReadTicketCode, 'key' | 'eventId' | 'ticketId'>;

/**
 * The event, the ticket and the key of its code in one round trip; undefined where the organisation has no such event. The ticket stays locked
 * against its cancellation until the scan is written, so that one of the two comes first.
 */
export const scannedAt = (tx: Tx, actor: Actor, eventId: string, named: Named | null): Promise<Found | undefined> =>
  one(
    tx,
    `with signed as (
       select public_key, revoked_at from ticket_keys where organization_id = $1 and event_id = $4 and number = $5
     ), ticket as materialized (
       select id, event_id, order_id, ticket_type_id, state, generation, attendee_name from tickets
        where organization_id = $1 and id = $3 for share
     )
     select e.status, t.ticket, (select public_key from signed) as "publicKey", (select revoked_at is not null from signed) as "keyRevoked"
       from events e
       left join (
         select jsonb_build_object('id', ticket.id, 'eventId', ticket.event_id, 'orderId', ticket.order_id, 'state', ticket.state,
                  'orderState', o.state, 'generation', ticket.generation, 'attendeeName', ticket.attendee_name, 'ticketType', tt.name) as ticket
           from ticket
           join orders o on o.organization_id = $1 and o.id = ticket.order_id
           join ticket_types tt on tt.organization_id = $1 and tt.id = ticket.ticket_type_id
       ) t on true
      where e.organization_id = $1 and e.id = $2`,
    [actor.organizationId, eventId, named?.ticketId ?? null, named?.eventId ?? null, named?.key ?? null],
  );

/**
 * Writes a scan. Undefined where the same scan is there already, or, for an admission, where the ticket was admitted before:
 * two unique indexes decide, so that of any number of devices exactly one is first.
 */
export const writeScan = (tx: Tx, actor: Actor, scan: NewScan): Promise<{ id: string; scannedAt: Date } | undefined> =>
  one(
    tx,
    `insert into scans (organization_id, event_id, ticket_id, device, client_scan_id, outcome, reason)
     values ($1, $2, $3, $4, $5, case when $6::text is null then 'admitted' else 'refused' end, $6)
     on conflict do nothing returning id, scanned_at as "scannedAt"`,
    [actor.organizationId, scan.eventId, scan.ticketId, scan.device, scan.clientScanId, scan.reason],
  );

const shown = `(
  select s.organization_id, s.event_id, s.id, s.ticket_id as "ticketId", s.outcome, s.reason, s.device, s.client_scan_id as "clientScanId",
         s.scanned_at as "scannedAt", s.created_at as updated_at, t.attendee_name as "attendeeName", tt.name as "ticketType",
         first.scanned_at as "firstAdmittedAt", first.device as "firstDevice"
    from scans s
    left join tickets t on t.organization_id = s.organization_id and t.id = s.ticket_id
    left join ticket_types tt on tt.organization_id = t.organization_id and tt.id = t.ticket_type_id
    left join scans first on first.organization_id = s.organization_id and first.ticket_id = s.ticket_id and first.event_id = s.event_id
         and first.outcome = 'admitted')`;

/** The scan that a device made under this id. */
export const scanSent = (tx: Tx, actor: Actor, eventId: string, clientScanId: string): Promise<Scan | undefined> =>
  one(tx, `select * from ${shown} s where organization_id = $1 and event_id = $2 and "clientScanId" = $3`, [
    actor.organizationId,
    eventId,
    clientScanId,
  ]);

/** All scans of an event as a list to page through. */
export const scanListing = (actor: Actor, eventId: string): Listing => ({
  from: shown,
  select: '*',
  where: 't.event_id = $2',
  params: [actor.organizationId, eventId],
});

export async function attendanceOf(tx: Tx, actor: Actor, eventId: string): Promise<Attendance> {
  const counted = await one<{ registered: number; admitted: number }>(
    tx,
    `select (select count(*) from tickets where organization_id = $1 and event_id = $2 and state = 'valid') as registered,
            (select count(*) from scans where organization_id = $1 and event_id = $2 and outcome = 'admitted') as admitted`,
    [actor.organizationId, eventId],
  );
  const refusedByReason = await rows<{ reason: ScanRefusal; scans: number }>(
    tx,
    `select reason, count(*) as scans from scans where organization_id = $1 and event_id = $2 and outcome = 'refused'
      group by reason order by reason`,
    [actor.organizationId, eventId],
  );
  return { registered: counted?.registered ?? 0, admitted: counted?.admitted ?? 0, refusedByReason };
}

/** Who came with a ticket, as far as it says. */
export const attendeeOf = (
  tx: Tx,
  actor: Actor,
  ticketId: string,
): Promise<{ attendeeEmail: string | null; position: number; email: string; contactId: string | null } | undefined> =>
  one(
    tx,
    `select t.attendee_email as "attendeeEmail", t.position, o.email, o.contact_id as "contactId"
       from tickets t join orders o on o.organization_id = t.organization_id and o.id = t.order_id
      where t.organization_id = $1 and t.id = $2`,
    [actor.organizationId, ticketId],
  );
