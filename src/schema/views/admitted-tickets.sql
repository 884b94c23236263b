-- Tickets by which somebody came in, unless that was taken back: their holders neither cancel them nor hand them on.
create or replace view admitted_tickets with (security_invoker = true) as
select distinct s.organization_id, s.event_id, s.ticket_id
  from scans s
 where s.outcome = 'admitted' and s.ticket_id is not null
   and not exists (select from scans r where r.organization_id = s.organization_id and r.reverts_id = s.id);
grant select on admitted_tickets to turnout_app;
