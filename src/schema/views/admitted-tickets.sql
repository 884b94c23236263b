-- Tickets by which somebody came in: their holders neither cancel them nor hand them on.
create or replace view admitted_tickets with (security_invoker = true) as
select distinct organization_id, event_id, ticket_id
  from scans
 where outcome = 'admitted' and ticket_id is not null;
grant select on admitted_tickets to turnout_app;
