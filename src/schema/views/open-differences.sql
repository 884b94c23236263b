-- What a dearer type would cost an order besides what it costs now, while the change waits for its money.
create or replace view open_differences with (security_invoker = true) as
select organization_id, order_id, sum(difference)::bigint as amount
  from ticket_changes
 where state = 'open' and expires_at > clock_timestamp()
 group by organization_id, order_id;
grant select on open_differences to turnout_app;
