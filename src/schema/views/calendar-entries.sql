-- What an organisation has in its calendar: its events, and the sessions of their released agendas. A session that a later release
-- dropped stays, cancelled. `sequence` only rises: with the event's own, and with every release.
create or replace view calendar_entries with (security_invoker = true) as
with latest as (
  select distinct on (organization_id, event_id) organization_id, event_id, id, number, created_at
    from agenda_releases order by organization_id, event_id, number desc
), last_copies as (
  select distinct on (s.organization_id, s.event_id, s.session_id) s.*, r.id = l.id as current, l.number as release_number, l.created_at as released_at
    from released_sessions s
    join agenda_releases r on r.organization_id = s.organization_id and r.id = s.release_id
    join latest l on l.organization_id = s.organization_id and l.event_id = s.event_id
   order by s.organization_id, s.event_id, s.session_id, r.number desc
)
select
  e.organization_id, e.id, 'event' as kind, e.slug, e.title, e.summary as text, null as language, null as track, null as room,
  e.format, e.venue_name, e.venue_address, e.online_url, e.starts_at, e.ends_at, e.calendar_sequence as sequence, e.updated_at as stamp,
  case e.status when 'draft' then 'TENTATIVE' when 'cancelled' then 'CANCELLED' else 'CONFIRMED' end as status
from events e
union all
select
  s.organization_id, s.session_id, 'session', e.slug, s.title, s.abstract, s.language, s.track, s.room_name,
  e.format, e.venue_name, e.venue_address, e.online_url, s.starts_at, s.ends_at, s.release_number + e.calendar_sequence, greatest(s.released_at, e.updated_at),
  case when e.status = 'cancelled' or not s.current then 'CANCELLED' when e.status = 'draft' then 'TENTATIVE' else 'CONFIRMED' end
from last_copies s
join events e on e.organization_id = s.organization_id and e.id = s.event_id;
grant select on calendar_entries to turnout_app;
