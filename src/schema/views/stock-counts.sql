-- The counters of every quota and ticket type beside the recount of what they stand for: a valid ticket is a sold place.
create or replace view stock_counts with (security_invoker = true) as
select q.organization_id, q.event_id, 'quota' as kind, q.id, q.sold,
       (select count(*)
          from quota_ticket_types l
          join tickets k on k.organization_id = l.organization_id and k.event_id = l.event_id and k.ticket_type_id = l.ticket_type_id
         where l.organization_id = q.organization_id and l.quota_id = q.id and k.state = 'valid')::integer as counted
  from quotas q
union all
select t.organization_id, t.event_id, 'ticket-type', t.id, t.sold,
       (select count(*)
          from tickets k
         where k.organization_id = t.organization_id and k.event_id = t.event_id and k.ticket_type_id = t.id and k.state = 'valid')::integer
  from ticket_types t;

grant select on stock_counts to turnout_app;
