-- How many people wait for each product, and for how many places; a party that would take several products counts for each. Where
-- the list offers nothing (it is paused, or the start too near) nobody comes before the public, and nobody is counted.
create or replace view waiting_counts with (security_invoker = true) as
select p.organization_id, p.event_id, p.ticket_type_id, p.variation_id, count(*)::integer as waiting, sum(e.party_size)::integer as places
  from waiting_entries e
  join waiting_products p on p.organization_id = e.organization_id and p.event_id = e.event_id and p.entry_id = e.id
  join waiting_lists w on w.organization_id = e.organization_id and w.event_id = e.event_id and not w.paused
  join events v on v.organization_id = e.organization_id and v.id = e.event_id
   and clock_timestamp() < v.starts_at - (w.cut_off_hours * interval '1 hour') - interval '1 minute'
 where e.state = 'waiting'
 group by p.organization_id, p.event_id, p.ticket_type_id, p.variation_id;
grant select on waiting_counts to turnout_app;
