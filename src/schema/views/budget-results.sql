-- What an event's budget came to, in minor units of its currency. Planned is the approved revision (0 without one),
-- committed what is promised and not yet drawn. The same figures as summary.rules.ts; a test holds the two together.
create or replace view budget_results with (security_invoker = true) as
with planned as (
  select l.organization_id, l.budget_id, l.kind,
         sum(p.quantity * p.unit_minor * case p.driver
           when 'attendee' then (r.attendees + p.per - 1) / p.per
           when 'registration' then (r.registrations + p.per - 1) / p.per
           when 'speaker' then (r.speakers + p.per - 1) / p.per
           when 'volunteer' then (r.volunteers + p.per - 1) / p.per
           when 'day' then (r.days + p.per - 1) / p.per
           else 1
         end)::bigint as amount
    from budget_revisions r
    join budget_plans p on p.organization_id = r.organization_id and p.revision_id = r.id
    join budget_lines l on l.organization_id = p.organization_id and l.id = p.line_id
   where r.state = 'approved'
   group by l.organization_id, l.budget_id, l.kind
),
committed as (
  select l.organization_id, l.budget_id, l.kind, sum(greatest(0, c.amount_minor - coalesce(d.drawn, 0)))::bigint as amount
    from budget_entries c
    join budget_lines l on l.organization_id = c.organization_id and l.id = c.line_id
    left join lateral (
      select sum(a.amount_minor) as drawn from budget_entries a
       where a.organization_id = c.organization_id and a.commitment_id = c.id
    ) d on true
   where c.type = 'commitment' and c.reverses_id is null
     and not exists (select from budget_entries x where x.organization_id = c.organization_id and x.reverses_id = c.id)
   group by l.organization_id, l.budget_id, l.kind
),
actual as (
  select l.organization_id, l.budget_id, l.kind, sum(a.amount_minor)::bigint as amount
    from budget_entries a
    join budget_lines l on l.organization_id = a.organization_id and l.id = a.line_id
   where a.type = 'actual'
   group by l.organization_id, l.budget_id, l.kind
)
select b.organization_id, b.event_id, b.currency,
       coalesce((select amount from planned x where x.organization_id = b.organization_id and x.budget_id = b.id and x.kind = 'expense'), 0) as planned_expense,
       coalesce((select amount from planned x where x.organization_id = b.organization_id and x.budget_id = b.id and x.kind = 'income'), 0) as planned_income,
       coalesce((select amount from committed x where x.organization_id = b.organization_id and x.budget_id = b.id and x.kind = 'expense'), 0) as committed_expense,
       coalesce((select amount from committed x where x.organization_id = b.organization_id and x.budget_id = b.id and x.kind = 'income'), 0) as committed_income,
       coalesce((select amount from actual x where x.organization_id = b.organization_id and x.budget_id = b.id and x.kind = 'expense'), 0) as actual_expense,
       coalesce((select amount from actual x where x.organization_id = b.organization_id and x.budget_id = b.id and x.kind = 'income'), 0) as actual_income
  from budgets b;
grant select on budget_results to turnout_app;
