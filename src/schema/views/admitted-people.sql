-- Who came, and at which address they can be asked about it. A ticket without an address of its own is its buyer's where it is
-- the first of the order; the others cannot be reached. `reachable` is false for who must not be written to, or has withdrawn
-- from surveys: coming to an event is no consent, but asking once how it was needs none (legitimate interest).
create or replace view admitted_people with (security_invoker = true) as
select
  p.organization_id, p.event_id, p.ticket_id, p.email, p.name, p.locale,
  c.do_not_contact is null and coalesce(d.decision, 'granted') <> 'withdrawn' as reachable
from (
  select distinct s.organization_id, s.event_id, s.ticket_id, coalesce(t.attendee_name, o.name) as name, o.locale,
         coalesce(t.attendee_email, case when t.position = 1 and o.reachable then o.email end) as email
    from scans s
    join tickets t on t.organization_id = s.organization_id and t.id = s.ticket_id
    join orders o on o.organization_id = t.organization_id and o.id = t.order_id
   where s.outcome = 'admitted'
     and not exists (select from scans r where r.organization_id = s.organization_id and r.reverts_id = s.id)
) p
left join contacts c on c.organization_id = p.organization_id and c.email = p.email
left join lateral (
  select decision from consents
   where organization_id = c.organization_id and contact_id = c.id and purpose = 'survey'
   order by occurred_at desc, id desc limit 1
) d on true
where p.email is not null;
grant select on admitted_people to turnout_app;
