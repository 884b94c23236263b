import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import type { PricedCart } from './catalogue.js';
import type { StockLine } from './stock-lines.rules.js';

export const holdKinds = ['cart', 'offer', 'approval', 'organizer'] as const;
export type HoldKind = (typeof holdKinds)[number];
export const holdStates = ['active', 'converted', 'released', 'expired'] as const;
export type HoldState = (typeof holdStates)[number];

/** A row of `holds` with its lines. */
export interface Hold {
  id: string;
  eventId: string;
  kind: HoldKind;
  state: HoldState;
  /** Why an organiser keeps places back; null for other kinds. */
  label: string | null;
  email: string | null;
  invitationId: string | null;
  /** The place in the waiting room that it was taken with. */
  roomPlaceId: string | null;
  /** The prices, line by line, that it promises until it expires; null for an organiser's hold. */
  quote: PricedCart | null;
  expiresAt: Date | null;
  extendedAt: Date | null;
  orderId: string | null;
  lines: readonly StockLine[];
  createdAt: Date;
  version: number;
}

/** A hold that is about to be written. */
export interface HoldDraft {
  id: string;
  kind: HoldKind;
  label: string | null;
  email: string | null;
  /** A keyed hash of the visitor's address, as hexadecimal digits. */
  visitor: string | null;
  /** One active hold has it at a time. */
  roomPlaceId: string | null;
  invitationId: string | null;
  quote: PricedCart | null;
  /** Minutes from now by the database's clock; or the moment itself; both null: until it is released. */
  minutes: number | null;
  expiresAt: Date | null;
  orderId: string | null;
  lines: readonly StockLine[];
}

const lines = `
  (select coalesce(jsonb_agg(jsonb_build_object(
            'ticketTypeId', l.ticket_type_id, 'variationId', l.variation_id, 'codeId', l.code_id, 'count', l.count,
            'givenAway', l.given_away) order by l.id), '[]')
     from hold_lines l where l.organization_id = t.organization_id and l.hold_id = t.id)`;
/** A hold that is over and not yet tidied is shown as what it is. */
const state = `case when t.state = 'active' and t.expires_at <= clock_timestamp() then 'expired' else t.state end`;
export const holdColumns = `
  t.id, t.event_id as "eventId", t.kind, ${state} as state, t.label, t.email, t.invitation_id as "invitationId", t.room_place_id as "roomPlaceId", t.quote,
  t.expires_at as "expiresAt", t.extended_at as "extendedAt", t.order_id as "orderId", ${lines} as lines,
  t.created_at as "createdAt", t.version`;

export const findHold = (tx: Tx, actor: Actor, holdId: string): Promise<Hold | undefined> =>
  one(tx, `select ${holdColumns} from holds t where organization_id = $1 and id = $2`, [actor.organizationId, holdId]);

/** Those of these holds that still count, locked by the stock of their event; by id. */
export async function activeHolds(tx: Tx, actor: Actor, holdIds: readonly string[]): Promise<Map<string, Hold>> {
  const found = await rows<Hold>(
    tx,
    `select ${holdColumns} from holds t where organization_id = $1 and id = any($2) and t.state = 'active'`,
    [actor.organizationId, holdIds],
  );
  return new Map(found.filter((hold) => hold.state === 'active').map((hold) => [hold.id, hold]));
}

/** Writes holds with their lines, in two statements. Returns when each of them expires, by id. */
export async function insertHolds(
  tx: Tx,
  actor: Actor,
  eventId: string,
  drafts: readonly HoldDraft[],
): Promise<Map<string, { expiresAt: Date | null; createdAt: Date }>> {
  const written = await rows<{ id: string; expiresAt: Date | null; createdAt: Date }>(
    tx,
    `insert into holds (organization_id, event_id, id, kind, label, email, visitor, room_place_id, invitation_id, quote, expires_at, order_id)
     select $1, $2, h.id, h.kind, h.label, h.email, decode(h.visitor, 'hex'), h."roomPlaceId", h."invitationId", h.quote,
            coalesce(h."expiresAt", clock_timestamp() + h.minutes * interval '1 minute'), h."orderId"
       from jsonb_to_recordset($3::jsonb) as h(id uuid, kind text, label text, email text, visitor text, "roomPlaceId" uuid, "invitationId" uuid,
              quote jsonb, minutes integer, "expiresAt" timestamptz, "orderId" uuid)
     returning id, expires_at as "expiresAt", created_at as "createdAt"`,
    [actor.organizationId, eventId, JSON.stringify(drafts)],
  );
  await insertHoldLines(tx, actor, eventId, drafts);
  return new Map(written.map((row) => [row.id, row]));
}

export const insertHoldLines = (
  tx: Tx,
  actor: Actor,
  eventId: string,
  holds: readonly { id: string; lines: readonly StockLine[] }[],
): Promise<number> =>
  affected(
    tx,
    `insert into hold_lines (organization_id, event_id, hold_id, ticket_type_id, variation_id, code_id, count, given_away)
     select $1, $2, l."holdId", l."ticketTypeId", l."variationId", l."codeId", l.count, l."givenAway"
       from jsonb_to_recordset($3::jsonb) as l("holdId" uuid, "ticketTypeId" uuid, "variationId" uuid, "codeId" uuid,
              count integer, "givenAway" bigint)`,
    [
      actor.organizationId,
      eventId,
      JSON.stringify(holds.flatMap(({ id, lines: counted }) => counted.map((line) => ({ ...line, holdId: id })))),
    ],
  );

/** A line of a hold that has ended. */
export interface EndedLine extends StockLine {
  holdId: string;
  kind: HoldKind;
}

const linesOfEnded = `
  select e.id as "holdId", e.kind, l.ticket_type_id as "ticketTypeId", l.variation_id as "variationId", l.code_id as "codeId",
         l.count, l.given_away::float8 as "givenAway"
    from ended e left join hold_lines l on l.organization_id = $1 and l.hold_id = e.id`;

/** Ends those of these holds that still count, each once, whoever else tries; returns what they counted. */
export const endHolds = (
  tx: Tx,
  actor: Actor,
  holdIds: readonly string[],
  to: Exclude<HoldState, 'active'>,
): Promise<EndedLine[]> =>
  rows(
    tx,
    `with ended as (
       update holds set state = $3, ended_at = clock_timestamp(), visitor = null
        where organization_id = $1 and id = any($2) and state = 'active' returning id, kind
     ) ${linesOfEnded}`,
    [actor.organizationId, holdIds, to],
  );

/** Ends the holds of an event that are over by the database's clock; returns what they counted. */
export const endOverdueHolds = (tx: Tx, actor: Actor, eventId: string): Promise<EndedLine[]> =>
  rows(
    tx,
    `with ended as (
       update holds set state = 'expired', ended_at = clock_timestamp(), visitor = null
        where organization_id = $1 and event_id = $2 and state = 'active' and expires_at <= clock_timestamp() returning id, kind
     ) ${linesOfEnded}`,
    [actor.organizationId, eventId],
  );

/** Says which order each hold became. */
export const tieHolds = (tx: Tx, actor: Actor, ties: readonly { holdId: string; orderId: string }[]): Promise<number> =>
  affected(
    tx,
    `update holds h set order_id = m.order_id from unnest($2::uuid[], $3::uuid[]) as m(hold_id, order_id)
      where h.organization_id = $1 and h.id = m.hold_id`,
    [actor.organizationId, ties.map(({ holdId }) => holdId), ties.map(({ orderId }) => orderId)],
  );

/** Gives a cart its time once more; false where it is no cart, is over, or was extended before. */
export async function extendHold(tx: Tx, actor: Actor, holdId: string, minutes: number): Promise<boolean> {
  const extended = await affected(
    tx,
    `update holds set expires_at = clock_timestamp() + $3 * interval '1 minute', extended_at = clock_timestamp()
      where organization_id = $1 and id = $2 and kind = 'cart' and state = 'active' and expires_at > clock_timestamp()
        and extended_at is null`,
    [actor.organizationId, holdId, minutes],
  );
  return extended === 1;
}

/** Takes these lines out of a hold that counts. Returns how many of them it has, with enough left. */
export const reduceHold = (tx: Tx, actor: Actor, holdId: string, reduced: readonly StockLine[]): Promise<number> =>
  affected(
    tx,
    `update hold_lines l set count = l.count - m.count, given_away = l.given_away - m."givenAway"
       from holds h, jsonb_to_recordset($3::jsonb) as m("ticketTypeId" uuid, "variationId" uuid, "codeId" uuid, count integer,
            "givenAway" bigint)
      where l.organization_id = $1 and l.hold_id = $2 and h.organization_id = $1 and h.id = $2 and h.state = 'active'
        and l.ticket_type_id = m."ticketTypeId" and l.variation_id is not distinct from m."variationId"
        and l.code_id is not distinct from m."codeId" and l.count >= m.count`,
    [actor.organizationId, holdId, JSON.stringify(reduced)],
  );

/** Ends a hold that counts nothing any more. */
export const releaseEmpty = (tx: Tx, actor: Actor, holdId: string): Promise<number> =>
  affected(
    tx,
    `update holds set state = 'released', ended_at = clock_timestamp(), visitor = null
      where organization_id = $1 and id = $2 and state = 'active'
        and not exists (select from hold_lines where organization_id = $1 and hold_id = $2 and count > 0)`,
    [actor.organizationId, holdId],
  );

/** Turns carts and offers that still count into holds that wait for approval; the order has their place in the waiting room now. */
export const awaitApproval = (tx: Tx, actor: Actor, holdIds: readonly string[]): Promise<number> =>
  affected(
    tx,
    `update holds set kind = 'approval', expires_at = null, visitor = null, room_place_id = null
      where organization_id = $1 and id = any($2) and state = 'active'`,
    [actor.organizationId, holdIds],
  );

/** Organisers' holds of an event, those that ended too. */
export function pageOfOrganizerHolds<T>(
  tx: Tx,
  actor: Actor,
  { eventId, query }: { eventId: string; query: PageQuery },
  of: (hold: Hold) => T,
): Promise<Page<T>> {
  const listing = {
    from: 'holds',
    select: `${holdColumns}, t.updated_at as "updatedAt"`,
    where: `t.event_id = $2 and t.kind = 'organizer'`,
    params: [actor.organizationId, eventId],
  };
  return readPage<Hold & { updatedAt: Date }, T>(tx, listing, query, of);
}

/** Changes nothing where it was changed since that version. */
export const changeHold = (
  tx: Tx,
  actor: Actor,
  hold: Pick<Hold, 'id' | 'version' | 'label' | 'expiresAt'>,
): Promise<number> =>
  affected(
    tx,
    `update holds set label = $4, expires_at = $5
      where organization_id = $1 and id = $2 and version = $3 and state = 'active'`,
    [actor.organizationId, hold.id, hold.version, hold.label, hold.expiresAt],
  );

/** The events whose counters still have holds that are over. */
export async function eventsWithOverdueHolds(tx: Tx, actor: Actor): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    `select distinct event_id as id from holds
      where organization_id = $1 and state = 'active' and expires_at <= clock_timestamp()`,
    [actor.organizationId],
  );
  return found.map(({ id }) => id);
}
