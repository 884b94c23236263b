-- The counters of every quota, ticket type, variation and code beside the recount of what they stand for. A ticket that waits for
-- its money or is valid is a sold place; a line of a hold that counts is a held place, or a blocked one where an organiser
-- keeps it; the places of a ticket that waits for approval are held. Whoever has a place has one from every quota of its type
-- and of its variation.
drop view if exists stock_counts;
create view stock_counts with (security_invoker = true) as
with places as (
  select k.organization_id, k.event_id, k.ticket_type_id, k.variation_id, k.code_id, 'sold' as counter, 1 as places, k.given_away
    from tickets k where k.state in ('reserved', 'valid')
  union all
  select l.organization_id, l.event_id, l.ticket_type_id, l.variation_id, l.code_id,
         case when h.kind = 'organizer' then 'blocked' else 'held' end, l.count, l.given_away
    from hold_lines l join holds h on h.organization_id = l.organization_id and h.id = l.hold_id and h.state = 'active'
), drawn as (
  select p.organization_id, l.quota_id, p.counter, sum(p.places)::bigint as counted
    from places p cross join lateral (
      select quota_id from quota_ticket_types where organization_id = p.organization_id and ticket_type_id = p.ticket_type_id
       union
      select quota_id from quota_ticket_variations where organization_id = p.organization_id and variation_id = p.variation_id) l
   group by 1, 2, 3
), counted as (
  select organization_id, 'quota' as kind, quota_id as id, counter, counted from drawn
  union all
  select organization_id, 'ticket-type', ticket_type_id, counter, sum(places) from places where counter <> 'blocked' group by 1, 3, 4
  union all
  select organization_id, 'variation', variation_id, counter, sum(places) from places
   where counter <> 'blocked' and variation_id is not null group by 1, 3, 4
  union all
  select organization_id, 'code', code_id, 'used', sum(places) from places where code_id is not null group by 1, 3
  union all
  select organization_id, 'code', code_id, 'given-away', sum(given_away) from places where code_id is not null group by 1, 3
), counters as (
  select organization_id, event_id, 'quota' as kind, id, counter, says
    from quotas cross join lateral (values ('held', held), ('sold', sold), ('blocked', blocked)) c(counter, says)
  union all
  select organization_id, event_id, 'ticket-type', id, counter, says
    from ticket_types cross join lateral (values ('held', held), ('sold', sold)) c(counter, says)
  union all
  select organization_id, event_id, 'variation', id, counter, says
    from ticket_variations cross join lateral (values ('held', held), ('sold', sold)) c(counter, says)
  union all
  select organization_id, event_id, 'code', id, counter, says
    from codes cross join lateral (values ('used', used::bigint), ('given-away', given_away)) c(counter, says)
)
select organization_id, event_id, kind, id, counter, says::float8 as says, coalesce(counted.counted, 0)::float8 as counted
  from counters left join counted using (organization_id, kind, id, counter);

grant select on stock_counts to turnout_app;
