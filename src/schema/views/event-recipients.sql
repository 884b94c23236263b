-- Who is told when an event changes or is called off: everybody whose registration stands.
create or replace view event_recipients with (security_invoker = true) as
select organization_id, event_id, id as order_id, name, email, locale
  from orders
 where reachable and state in ('awaiting-approval', 'pending', 'paid');
grant select on event_recipients to turnout_app;
