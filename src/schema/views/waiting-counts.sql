-- How many people wait for each product, and for how many places; a party that would take several products counts for each.
create or replace view waiting_counts with (security_invoker = true) as
select p.organization_id, p.event_id, p.ticket_type_id, p.variation_id, count(*)::integer as waiting, sum(e.party_size)::integer as places
  from waiting_entries e
  join waiting_products p on p.organization_id = e.organization_id and p.event_id = e.event_id and p.entry_id = e.id
 where e.state = 'waiting'
 group by p.organization_id, p.event_id, p.ticket_type_id, p.variation_id;
grant select on waiting_counts to turnout_app;
