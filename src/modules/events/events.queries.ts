import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import { EventDto, type EventQuery } from './event.dto.js';
import type { PlannedEvent } from './event.entity.js';
import { eventUnknown } from './events.problems.js';

const columns = `id, organization_id as "organizationId", objective_id as "objectiveId", no_objective_reason as "noObjectiveReason", slug, status, title, summary,
  description, theme, interaction, accessibility, format, languages, code_of_conduct_url as "codeOfConductUrl", venue_name as "venueName",
  venue_address as "venueAddress", online_url as "onlineUrl", time_zone as "timeZone", starts_at as "startsAt", ends_at as "endsAt",
  calendar_sequence as "calendarSequence", published_at as "publishedAt", cancelled_at as "cancelledAt", cancellation_reason as "cancellationReason",
  version, updated_at`;

/** A page of the organisation's events. */
export function listEvents(tx: Tx, actor: Actor, query: EventQuery): Promise<Page<EventDto>> {
  const listing = {
    from: 'events',
    select: columns,
    where: '$2::text is null or t.status = $2',
    params: [actor.organizationId, query.status ?? null],
  };
  return readPage<PlannedEvent & { updated_at: Date }, EventDto>(tx, listing, query, EventDto.of);
}

/** The wall-clock times that the organiser gave. */
export async function localTimes(tx: Tx, actor: Actor, eventId: string): Promise<{ startsAt: string; endsAt: string }> {
  const wall = `'YYYY-MM-DD"T"HH24:MI:SS'`;
  const row = await one<{ startsAt: string; endsAt: string }>(
    tx,
    `select to_char(starts_local, ${wall}) as "startsAt", to_char(ends_local, ${wall}) as "endsAt" from events where organization_id = $1 and id = $2`,
    [actor.organizationId, eventId],
  );
  if (!row) throw eventUnknown();
  return row;
}
