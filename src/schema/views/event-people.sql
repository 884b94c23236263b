-- How many people at each step of an event. Null where the step was not taken: no audience frozen, nobody invited, nothing
-- scanned, no survey opened. Of several surveys the one that asked most people counts.
create or replace view event_people with (security_invoker = true) as
select
  e.organization_id, e.id as event_id,
  (select a.size::bigint from audience_snapshots a
    where a.organization_id = e.organization_id and a.event_id = e.id and a.superseded_at is null) as targeted,
  (select case when count(*) > 0 then count(*) filter (where m.state = 'sent') end
     from invitations i join mails m on m.organization_id = i.organization_id and m.id = i.mail_id
    where i.organization_id = e.organization_id and i.event_id = e.id) as invited,
  (select count(*) from tickets t join orders o on o.organization_id = t.organization_id and o.id = t.order_id
    where t.organization_id = e.organization_id and t.event_id = e.id and t.state = 'valid' and o.state = 'paid') as registered,
  (select case when count(*) > 0 then count(*) filter (where s.outcome = 'admitted') end from scans s
    where s.organization_id = e.organization_id and s.event_id = e.id) as came,
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
