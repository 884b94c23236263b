-- How many people at each step of an event. Null where the step was not taken: no audience frozen, nobody invited, nothing
-- scanned, no survey opened. Of several surveys the one that asked most people counts.
-- The large sets are counted from indexes and the few exceptions taken off: invitations whose mail did not go out, tickets
-- of orders that are not paid.
create or replace view event_people with (security_invoker = true) as
select
  e.organization_id, e.id as event_id,
  (select a.size::bigint from audience_snapshots a
    where a.organization_id = e.organization_id and a.event_id = e.id and a.superseded_at is null) as targeted,
  (select nullif(count(*), 0) from invitations i where i.organization_id = e.organization_id and i.event_id = e.id)
    - (select count(*) from mails m join invitations i on i.organization_id = m.organization_id and i.mail_id = m.id
        where m.organization_id = e.organization_id and m.state <> 'sent' and i.event_id = e.id) as invited,
  (select count(*) from tickets t where t.organization_id = e.organization_id and t.event_id = e.id and t.state = 'valid')
    - (select count(*) from orders o join tickets t on t.organization_id = o.organization_id and t.order_id = o.id and t.state = 'valid'
        where o.organization_id = e.organization_id and o.event_id = e.id and o.state in ('awaiting-approval', 'pending', 'expired')) as registered,
  case when exists (select from scans s where s.organization_id = e.organization_id and s.event_id = e.id)
       then (select count(distinct s.ticket_id) from scans s
              where s.organization_id = e.organization_id and s.event_id = e.id and s.outcome = 'admitted'
                and not exists (select from scans r where r.organization_id = s.organization_id and r.reverts_id = s.id)) end as came,
  s.asked, s.answered
from events e
left join lateral (
  select v.asked::bigint as asked,
         (select count(*) from survey_tokens k where k.organization_id = v.organization_id and k.survey_id = v.id and k.used) as answered
    from surveys v
   where v.organization_id = e.organization_id and v.event_id = e.id and v.opened_at is not null
   order by v.asked desc, v.opened_at desc limit 1
) s on true;
grant select on event_people to turnout_app;
