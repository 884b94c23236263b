-- How far each invitation has come: its mail, and the registration that came by its link. `updated_at` is that of the newest part.
create or replace view invitation_progress with (security_invoker = true) as
select
  i.organization_id, i.id, i.event_id, i.contact_id, i.created_at,
  c.email, c.name, m.sent_at, m.problem, o.id as order_id, o.created_at as registered_at,
  case when o.id is not null then 'registered' else m.state end as state,
  greatest(i.updated_at, m.updated_at, o.updated_at) as updated_at
from invitations i
join mails m on m.organization_id = i.organization_id and m.id = i.mail_id
left join contacts c on c.organization_id = i.organization_id and c.id = i.contact_id
left join lateral (
  select r.id, r.created_at, r.updated_at from orders r
   where r.organization_id = i.organization_id and r.invitation_id = i.id and r.state in ('awaiting-approval', 'paid')
   order by r.id limit 1
) o on true;
grant select on invitation_progress to turnout_app;
