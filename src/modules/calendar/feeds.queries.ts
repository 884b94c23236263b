import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import type { EntryRow } from './entries.rules.js';
import { CalendarFeedDto, type FeedRow } from './feed.dto.js';

export async function insertOrganizerFeed(tx: Tx, actor: Actor, userId: string): Promise<FeedRow> {
  const row = await one<FeedRow>(
    tx,
    `insert into calendar_feeds (organization_id, kind, user_id) values ($1, 'organizer', $2) returning *`,
    [actor.organizationId, userId],
  );
  if (!row) throw new Error('An insert returns its row');
  return row;
}

/** The feed of a registration, made where there is none yet. */
export async function orderFeed(tx: Tx, actor: Actor, orderId: string): Promise<FeedRow> {
  await affected(
    tx,
    `insert into calendar_feeds (organization_id, kind, order_id) values ($1, 'order', $2)
     on conflict (organization_id, order_id) where order_id is not null do nothing`,
    [actor.organizationId, orderId],
  );
  const row = await findOrderFeed(tx, actor, orderId);
  if (!row) throw new Error('The feed has just been made');
  return row;
}

export const findOrderFeed = (tx: Tx, actor: Actor, orderId: string): Promise<FeedRow | undefined> =>
  one<FeedRow>(tx, 'select * from calendar_feeds where organization_id = $1 and order_id = $2', [
    actor.organizationId,
    orderId,
  ]);

export const findFeed = (tx: Tx, actor: Actor, feedId: string): Promise<FeedRow | undefined> =>
  one<FeedRow>(tx, 'select * from calendar_feeds where organization_id = $1 and id = $2', [
    actor.organizationId,
    feedId,
  ]);

export async function deleteFeed(tx: Tx, actor: Actor, feedId: string): Promise<void> {
  await affected(tx, 'delete from calendar_feeds where organization_id = $1 and id = $2', [
    actor.organizationId,
    feedId,
  ]);
}

/** The organisers' feeds: all of them, or those of one person. */
export function pageOfFeeds(
  tx: Tx,
  actor: Actor,
  userId: string | null,
  query: PageQuery,
): Promise<Page<CalendarFeedDto>> {
  const listing = {
    from: 'calendar_feeds',
    select: 'id, kind, user_id, order_id, created_at',
    where: `t.kind = 'organizer' and ($2::uuid is null or t.user_id = $2)`,
    params: [actor.organizationId, userId],
  };
  return readPage<FeedRow, CalendarFeedDto>(tx, listing, query, (row) => CalendarFeedDto.of(row));
}

export async function isMember(tx: Tx, actor: Actor, userId: string): Promise<boolean> {
  const row = await one(tx, 'select from members where organization_id = $1 and user_id = $2', [
    actor.organizationId,
    userId,
  ]);
  return row !== undefined;
}

/** What the organisation's calendar shows: everything that ends after this instant. */
export function entriesAfter(tx: Tx, actor: Actor, instant: Date): Promise<EntryRow[]> {
  return rows<EntryRow>(
    tx,
    `select id, kind, slug, title, text, language, track, room, format, venue_name as "venueName", venue_address as "venueAddress",
            online_url as "onlineUrl", starts_at as "startsAt", ends_at as "endsAt", sequence, stamp, status
       from calendar_entries where organization_id = $1 and ends_at > $2 order by starts_at, kind, id`,
    [actor.organizationId, instant],
  );
}
