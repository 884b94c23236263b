-- How often each point of a scale and each choice was answered, for each question of each survey; one row without a value
-- for a question of words or without answers. `answered` counts people: with several choices each it is less than the sum of n.
create or replace view survey_answer_counts with (security_invoker = true) as
select
  s.organization_id, s.event_id, s.id as survey_id, s.opened_at, s.asked,
  q.key as question_key, q.kind, q.position, q.condition is not null as conditional,
  c.number, c.choice, coalesce(c.n, 0) as n, t.answered
from surveys s
join survey_questions q on q.organization_id = s.organization_id and q.survey_id = s.id
cross join lateral (
  select count(*) as answered from survey_answers a
   where a.organization_id = s.organization_id and a.survey_id = s.id and a.question_id = q.id
) t
left join lateral (
  select a.number, choice, count(*) as n
    from survey_answers a left join lateral unnest(a.choices) as choice on true
   where a.organization_id = s.organization_id and a.survey_id = s.id and a.question_id = q.id
   group by a.number, choice
) c on q.kind <> 'text';
grant select on survey_answer_counts to turnout_app;
