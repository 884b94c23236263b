import type { LocalizedText } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one } from '../../platform/database/sql.js';
import type { Listing } from '../../platform/http/keyset.js';
import type { ReadTicketCode } from '../registrations/ticket-codes.service.js';
import { type CheckInList, listJson } from './lists.queries.js';
import type { ListRule, ScanFacts, ScanKind, ScanRefusal } from './scan.rules.js';

export type ScanOutcome = 'admitted' | 'left' | 'refused' | 'reverted';

/** What a verdict says beyond its reason. */
export interface ScanDetails {
  /** What is still to be paid, in minor units. */
  due?: { amount: number; currency: string };
  rule?: ListRule;
  /** The keys of the questions that the door has to ask. */
  asks?: readonly { key: string; detail: string }[];
  /** What spoke against it when it came, where a device had acted on it by then. */
  conflict?: ScanRefusal;
}

/** A scan with what the door may know of its ticket. */
export interface Scan {
  id: string;
  listId: string | null;
  ticketId: string | null;
  kind: ScanKind;
  outcome: ScanOutcome;
  reason: ScanRefusal | null;
  /** What speaks against it, though it was acted on. */
  conflict: ScanRefusal | null;
  device: string;
  clientScanId: string;
  scannedAt: Date;
  deviceAt: Date | null;
  offline: boolean;
  revertsId: string | null;
  answers: Readonly<Record<string, unknown>>;
  details: ScanDetails;
  attendeeName: string | null;
  ticketType: LocalizedText | null;
  firstAdmittedAt: Date | null;
  firstDevice: string | null;
  lastAdmittedAt: Date | null;
  lastDevice: string | null;
}

/** A ticket as it is when its code is scanned. */
export type ScannedTicket = Omit<NonNullable<ScanFacts['ticket']>, 'codeGeneration'> & {
  id: string;
  orderId: string;
  attendeeName: string;
  ticketType: LocalizedText;
  /** What is still to be paid for its order. */
  due: { amount: number; currency: string } | null;
};

/** When and where somebody was let in. */
interface Admission {
  at: Date;
  device: string;
}

/** What happened with a ticket on a list; what was reverted did not happen. */
export interface History {
  /** Which admission by a list of single entries would be the next; all before it were reverted. */
  round: number;
  entries: number;
  entriesToday: number;
  inside: boolean;
  first: Admission | null;
  last: Admission | null;
}

/** What is known when a code is scanned. */
export interface Found {
  now: Date;
  status: ScanFacts['event']['status'];
  /** The list that was named; where none was, the lists there are, two at most. */
  lists: readonly CheckInList[];
  ticket: ScannedTicket | null;
  /** Of the key that the code names; null where there is none. */
  publicKey: Buffer | null;
  keyRevoked: boolean | null;
  history: History;
  /** Whether the door asks anything at this event. */
  asks: boolean;
  /** Whether the device sent this scan before. */
  sent: boolean;
}

/** Which ticket a code names, and which key it says it was signed with. */
export type Named = Pick<ReadTicketCode, 'key' | 'eventId' | 'ticketId'>;

/** The history of the ticket `$3` on a list at the event `e`. `at` is when this scan happens. */
const historyOn = (listId: string, at: string): string => `
  (select jsonb_build_object(
            'round', coalesce(max(s.round) filter (where s.outcome = 'admitted' and s.single and r.id is not null) + 1, 0),
            'entries', count(*) filter (where s.outcome = 'admitted' and r.id is null),
            'entriesToday', count(*) filter (where s.outcome = 'admitted' and r.id is null
               and (s.happened_at at time zone e.time_zone)::date = (${at} at time zone e.time_zone)::date),
            'inside', coalesce((array_agg(s.outcome order by s.happened_at desc, s.id desc)
               filter (where s.outcome in ('admitted', 'left') and r.id is null))[1] = 'admitted', false),
            'first', (array_agg(jsonb_build_object('at', s.happened_at, 'device', s.device) order by s.happened_at, s.id)
               filter (where s.outcome = 'admitted' and r.id is null))[1],
            'last', (array_agg(jsonb_build_object('at', s.happened_at, 'device', s.device) order by s.happened_at desc, s.id desc)
               filter (where s.outcome = 'admitted' and r.id is null))[1])
     from scans s
     left join scans r on r.organization_id = s.organization_id and r.reverts_id = s.id
    where s.organization_id = $1 and s.ticket_id = $3 and s.event_id = e.id and s.list_id is not distinct from ${listId})`;

/** A scan that a device sends. */
export interface SentScan {
  eventId: string;
  listId: string | null;
  clientScanId: string;
  /** When it happened, where the device decided without a connection; null: now. */
  happenedAt: Date | null;
}

/**
 * The event, the list, the ticket with what happened to it, and the key of its code, in one round trip; undefined where the
 * organisation has no such event. The ticket stays locked until the scan is written, against its cancellation and against
 * other scans. Where this one had to wait for the lock, the history is that of before: a unique index knows better, or
 * `historyNow` tells.
 */
export async function scannedAt(
  tx: Tx,
  actor: Actor,
  { eventId, listId, clientScanId, happenedAt }: SentScan,
  named: Named | null,
): Promise<Found | undefined> {
  const found = await one<Found>(
    tx,
    `with signed as (
       select public_key, revoked_at from ticket_keys where organization_id = $1 and event_id = $4 and number = $5
     ), ticket as materialized (
       select id, event_id, order_id, ticket_type_id, variation_id, state, blocked, generation, attendee_name, created_at from tickets
        where organization_id = $1 and id = $3 for no key update
     ), lists as materialized (
       select * from check_in_lists where organization_id = $1 and event_id = $2 and ($6::uuid is null or id = $6) order by id limit 2
     )
     select clock_timestamp() as now, e.status, t.ticket, (select public_key from signed) as "publicKey",
            (select revoked_at is not null from signed) as "keyRevoked",
            (select coalesce(jsonb_agg(${listJson('l')} order by l.id), '[]') from lists l) as lists,
            ${historyOn('(select case when count(*) = 1 then min(l.id::text)::uuid end from lists l)', 'least($8::timestamptz, now())')} as history,
            exists (select from questions q where q.organization_id = $1 and q.event_id = $2 and q.asked_at = 'check-in') as asks,
            exists (select from scans s where s.organization_id = $1 and s.event_id = $2 and s.client_scan_id = $7) as sent
       from events e
       left join (
         select jsonb_build_object('id', ticket.id, 'eventId', ticket.event_id, 'orderId', ticket.order_id, 'state', ticket.state,
                  'ticketTypeId', ticket.ticket_type_id, 'variationId', ticket.variation_id, 'isAddOn', tt.kind = 'add-on',
                  'blocked', ticket.blocked, 'createdAt', ticket.created_at, 'orderState', o.state, 'pendingAdmits', o.pending_admits,
                  'generation', ticket.generation, 'attendeeName', coalesce(ticket.attendee_name, o.name), 'ticketType', tt.name,
                  'due', case when o.total_amount > o.paid_amount
                         then jsonb_build_object('amount', o.total_amount - o.paid_amount, 'currency', o.total_currency) end) as ticket
           from ticket
           join orders o on o.organization_id = $1 and o.id = ticket.order_id
           join ticket_types tt on tt.organization_id = $1 and tt.id = ticket.ticket_type_id
       ) t on true
      where e.organization_id = $1 and e.id = $2`,
    [
      actor.organizationId,
      eventId,
      named?.ticketId ?? null,
      named?.eventId ?? null,
      named?.key ?? null,
      listId,
      clientScanId,
      happenedAt,
    ],
  );
  if (!found) return undefined;
  const ticket = found.ticket && { ...found.ticket, createdAt: new Date(found.ticket.createdAt) };
  return { ...found, ticket, lists: found.lists.map(dated), history: datedHistory(found.history) };
}

/** The history as it is now that the ticket is locked: a statement of its own sees what others wrote before they let go. */
export async function historyNow(
  tx: Tx,
  actor: Actor,
  { eventId, listId, happenedAt }: SentScan,
  ticketId: string,
): Promise<History> {
  const row = await one<{ history: History }>(
    tx,
    `select ${historyOn('$4::uuid', 'least($5::timestamptz, now())')} as history from events e where e.organization_id = $1 and e.id = $2`,
    [actor.organizationId, eventId, ticketId, listId, happenedAt],
  );
  if (!row) throw new Error('The event is there');
  return datedHistory(row.history);
}

/** Dates inside JSON come as text. */
const dated = (list: CheckInList): CheckInList => ({
  ...list,
  opensAt: list.opensAt && new Date(list.opensAt),
  closesAt: list.closesAt && new Date(list.closesAt),
});
const datedHistory = (history: History): History => ({
  ...history,
  first: history.first && { ...history.first, at: new Date(history.first.at) },
  last: history.last && { ...history.last, at: new Date(history.last.at) },
});

/** What is written of a scan. */
export interface NewScan extends Omit<SentScan, 'happenedAt'> {
  deviceAt: Date | null;
  ticketId: string | null;
  kind: ScanKind;
  outcome: ScanOutcome;
  reason: ScanRefusal | null;
  device: string;
  offline: boolean;
  single: boolean;
  round: number;
  revertsId: string | null;
  answers: Readonly<Record<string, unknown>>;
  details: ScanDetails;
}

/**
 * Writes a scan. Undefined where the same scan is there already, or, for an admission, where the ticket was admitted before:
 * unique indexes decide, so that of any number of devices exactly one is first.
 */
export const writeScan = (tx: Tx, actor: Actor, scan: NewScan): Promise<{ id: string; scannedAt: Date } | undefined> =>
  one(
    tx,
    `insert into scans (organization_id, event_id, list_id, ticket_id, kind, outcome, reason, device, client_scan_id, device_at, offline,
                        single, round, reverts_id, answers, details, scanned_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, date_trunc('milliseconds', clock_timestamp()))
     on conflict do nothing returning id, scanned_at as "scannedAt"`,
    [
      actor.organizationId,
      scan.eventId,
      scan.listId,
      scan.ticketId,
      scan.kind,
      scan.outcome,
      scan.reason,
      scan.device,
      scan.clientScanId,
      scan.deviceAt,
      scan.offline,
      scan.single,
      scan.round,
      scan.revertsId,
      scan.answers,
      scan.details,
    ],
  );

/**
 * Scans with what was known of their tickets right after them, and what speaks against them by now: where a ticket may come
 * again after it went out, two entries without an exit between them, whichever of the scans was heard of first.
 */
const shown = `(
  select s.organization_id, s.event_id, s.id, s.list_id as "listId", s.ticket_id as "ticketId", s.kind, s.outcome, s.reason, s.device,
         coalesce(s.details ->> 'conflict', case when before.outcome = 'admitted' then 'already-admitted' end) as conflict,
         s.client_scan_id as "clientScanId", s.scanned_at as "scannedAt", s.device_at as "deviceAt", s.offline, s.reverts_id as "revertsId",
         s.answers, s.details, s.created_at as updated_at, coalesce(t.attendee_name, o.name) as "attendeeName", tt.name as "ticketType",
         first.happened_at as "firstAdmittedAt", first.device as "firstDevice",
         last.happened_at as "lastAdmittedAt", last.device as "lastDevice"
    from scans s
    left join tickets t on t.organization_id = s.organization_id and t.id = s.ticket_id
    left join orders o on o.organization_id = t.organization_id and o.id = t.order_id
    left join ticket_types tt on tt.organization_id = t.organization_id and tt.id = t.ticket_type_id
    left join check_in_lists l on l.organization_id = s.organization_id and l.id = s.list_id and l.entries = 'after-exit'
    left join lateral (
      select m.outcome from scans m
       where s.outcome = 'admitted' and m.organization_id = l.organization_id and m.list_id = l.id and m.ticket_id = s.ticket_id
         and m.outcome in ('admitted', 'left') and (m.happened_at, m.id) < (s.happened_at, s.id)
         and not exists (select from scans r where r.organization_id = m.organization_id and r.reverts_id = m.id)
       order by m.happened_at desc, m.id desc limit 1) before on true
    left join lateral (
      select a.happened_at, a.device from scans a
       where a.organization_id = s.organization_id and a.ticket_id = s.ticket_id and a.event_id = s.event_id
         and a.list_id is not distinct from s.list_id and a.outcome = 'admitted' and a.id <= s.id
         and not exists (select from scans r where r.organization_id = a.organization_id and r.reverts_id = a.id and r.id <= s.id)
       order by a.happened_at, a.id limit 1) first on true
    left join lateral (
      select a.happened_at, a.device from scans a
       where a.organization_id = s.organization_id and a.ticket_id = s.ticket_id and a.event_id = s.event_id
         and a.list_id is not distinct from s.list_id and a.outcome = 'admitted' and a.id <= s.id
         and not exists (select from scans r where r.organization_id = a.organization_id and r.reverts_id = a.id and r.id <= s.id)
       order by a.happened_at desc, a.id desc limit 1) last on true)`;

/** The scan that a device made under this id. */
export const scanSent = (tx: Tx, actor: Actor, eventId: string, clientScanId: string): Promise<Scan | undefined> =>
  one(tx, `select * from ${shown} s where organization_id = $1 and event_id = $2 and "clientScanId" = $3`, [
    actor.organizationId,
    eventId,
    clientScanId,
  ]);

/** A scan that is to be reverted; its ticket is locked against other scans. */
export const lockScan = (
  tx: Tx,
  actor: Actor,
  eventId: string,
  scanId: string,
): Promise<{ listId: string | null; ticketId: string | null; kind: ScanKind; outcome: ScanOutcome } | undefined> =>
  one(
    tx,
    `with scan as materialized (
       select list_id, ticket_id, kind, outcome from scans where organization_id = $1 and event_id = $2 and id = $3
     ), ticket as materialized (
       select t.id from tickets t where t.organization_id = $1 and t.id = (select ticket_id from scan) for no key update
     )
     select list_id as "listId", (select id from ticket) as "ticketId", kind, outcome from scan`,
    [actor.organizationId, eventId, scanId],
  );

/** What was answered so far: with the order, for the ticket, and at the door by whoever holds the ticket and came in. */
export async function answersOf(
  tx: Tx,
  actor: Actor,
  ticketId: string,
): Promise<{ order: Record<string, unknown>; ticket: Record<string, unknown> }> {
  const row = await one<{
    order: Record<string, unknown>;
    ticket: Record<string, unknown>;
    door: Record<string, unknown>[];
  }>(
    tx,
    `select o.answers as order, t.answers as ticket,
            (select coalesce(jsonb_agg(s.answers order by s.id), '[]') from scans s
              where s.organization_id = $1 and s.ticket_id = $2 and s.answers <> '{}'
                and s.details ->> 'conflict' is distinct from 'code-replaced'
                and not exists (select from scans r where r.organization_id = $1 and r.reverts_id = s.id)) as door
       from tickets t join orders o on o.organization_id = t.organization_id and o.id = t.order_id
      where t.organization_id = $1 and t.id = $2`,
    [actor.organizationId, ticketId],
  );
  return { order: row?.order ?? {}, ticket: Object.assign({}, row?.ticket, ...(row?.door ?? [])) };
}

/** All scans of an event as a list to page through. */
export const scanListing = (actor: Actor, eventId: string): Listing => ({
  from: shown,
  select: '*',
  where: 't.event_id = $2',
  params: [actor.organizationId, eventId],
});

/** Who came with a ticket, as far as it says. */
export const attendeeOf = (
  tx: Tx,
  actor: Actor,
  ticketId: string,
): Promise<
  { attendeeEmail: string | null; position: number; email: string | null; contactId: string | null } | undefined
> =>
  one(
    tx,
    `select t.attendee_email as "attendeeEmail", t.position, case when o.reachable then o.email end as email, o.contact_id as "contactId"
       from tickets t join orders o on o.organization_id = t.organization_id and o.id = t.order_id
      where t.organization_id = $1 and t.id = $2`,
    [actor.organizationId, ticketId],
  );
