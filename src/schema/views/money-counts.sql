-- What the ledger says of each order beside what its payments and refunds add up to; the two are written by different hands.
create or replace view money_counts with (security_invoker = true) as
select coalesce(r.organization_id, l.organization_id) as organization_id, coalesce(r.order_id, l.order_id) as order_id,
       coalesce(r.provider, l.provider) as provider, coalesce(r.currency, l.currency) as currency,
       coalesce(r.captured, 0)::bigint as captured, coalesce(r.given_back, 0)::bigint as given_back,
       coalesce(r.on_the_way, 0)::bigint as on_the_way, coalesce(l.at_provider, 0)::bigint as at_provider,
       coalesce(l.of_order, 0)::bigint as of_order, coalesce(l.in_refunds, 0)::bigint as in_refunds
  from (select p.organization_id, p.order_id, p.provider, p.captured_currency as currency,
               sum(p.captured_amount) as captured, sum(g.given_back) as given_back, sum(g.on_the_way) as on_the_way
          from payments p
          cross join lateral (
            select coalesce(sum(amount) filter (where state in ('done', 'external')), 0) as given_back,
                   coalesce(sum(amount) filter (where state in ('created', 'transit')), 0) as on_the_way
              from refunds g where g.organization_id = p.organization_id and g.payment_id = p.id) g
         where p.state = 'confirmed'
         group by p.organization_id, p.order_id, p.provider, p.captured_currency) r
  full join (select organization_id, order_id, provider, currency,
                    sum(amount) filter (where account = 'provider') as at_provider,
                    -sum(amount) filter (where account = 'order') as of_order,
                    -sum(amount) filter (where account = 'refunds') as in_refunds
               from ledger_entries group by organization_id, order_id, provider, currency) l
    on l.organization_id = r.organization_id and l.order_id = r.order_id and l.provider = r.provider and l.currency = r.currency;
grant select on money_counts to turnout_app;
