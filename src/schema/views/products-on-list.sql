-- What people can wait for: ticket types, or their variations, that everybody may buy; what one ticket takes from each quota,
-- with that which comes with it; how many of them an order, and a person, has; and when they are on sale. An offer is of tickets
-- alone, so what goes only with another ticket, or must have an add-on, is not waited for.
create or replace view products_on_list with (security_invoker = true) as
select t.organization_id, t.event_id, t.id as ticket_type_id, v.id as variation_id,
       t.min_per_order as least, least(t.max_per_order, t.max_per_person) as most,
       greatest(t.sale_starts_at, v.sale_starts_at) as sale_starts_at, least(t.sale_ends_at, v.sale_ends_at) as sale_ends_at,
       (select coalesce(jsonb_agg(jsonb_build_object('quotaId', quota_id, 'places', places)), '[]')
          from (select quota_id, sum(places)::integer as places
                  from (select l.quota_id, 1 as places from quota_ticket_types l where l.organization_id = t.organization_id and l.ticket_type_id = t.id
                        union all
                        select l.quota_id, 1 from quota_ticket_variations l where l.organization_id = t.organization_id and l.variation_id = v.id
                        union all
                        select l.quota_id, p.count from ticket_type_parts p
                          join quota_ticket_types l on l.organization_id = p.organization_id and l.ticket_type_id = p.part_id
                         where p.organization_id = t.organization_id and p.ticket_type_id = t.id) taken
                 group by quota_id) quotas) as takes,
       t.name, v.name as variation_name, t.position, v.position as variation_position
  from ticket_types t
  left join ticket_variations v on v.organization_id = t.organization_id and v.ticket_type_id = t.id
 where t.kind = 'admission' and t.channel = 'public' and not t.hidden and not t.approval
   and not exists (select from ticket_type_companions c where c.organization_id = t.organization_id and c.ticket_type_id = t.id)
   and not exists (select from ticket_type_add_ons a
                    where a.organization_id = t.organization_id and a.ticket_type_id = t.id and a.min_count > 0);
grant select on products_on_list to turnout_app;
