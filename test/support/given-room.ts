import { fromPublicId } from '../../src/kernel/id.js';
import { RoomsCache } from '../../src/modules/rooms/rooms-cache.js';
import type { TestApp } from './boot.js';
import type { Answer, Client } from './client.js';

/** Puts a waiting room in front of an event; it opens in `seconds` and admits one a minute. */
export async function openRoom(
  organizer: Client,
  eventId: string,
  { seconds = 3600, ...terms }: Record<string, unknown> & { seconds?: number } = {},
): Promise<Answer> {
  const path = `/v1/events/${eventId}/room`;
  const before = await organizer.get(path);
  const opensAt = new Date(Date.now() + seconds * 1000).toISOString();
  const body = { enabled: true, opensAt, order: 'queue', pace: 1, ...terms };
  const set = await organizer.put(path, body, { 'if-match': before.headers.get('etag') ?? '"0"' });
  if (set.status !== 200) throw new Error(`No waiting room: ${JSON.stringify(set.body)}`);
  return set;
}

/** As if so many seconds had gone by: the room of the event opened, or will open, that much earlier. */
export async function later(t: TestApp, eventId: string, seconds: number): Promise<void> {
  await t.sql(
    `update waiting_rooms set opens_at = opens_at - make_interval(secs => $2),
            schedule = (select jsonb_agg(section || jsonb_build_object('at', (section->>'at')::bigint - $2 * 1000)) from jsonb_array_elements(schedule) section)
      where event_id = $1`,
    [fromPublicId('evt', eventId), seconds],
  );
  t.get(RoomsCache).forget(fromPublicId('evt', eventId) ?? '');
}

/** Takes a place. */
export const enter = (visitor: Client, slug: string, token?: string): Promise<Answer> =>
  visitor.post(`/v1/public/events/${slug}/room/places`, { ...(token && { token }) });
