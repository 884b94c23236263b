-- How often each point of a scale and each choice was answered, for each question of each survey; one row without a value
-- for a question of words or without answers. `answered` counts people: with several choices each it is less than the sum of n.
create or replace view survey_answer_counts with (security_invoker = true) as
select
  s.organization_id, s.event_id, s.id as survey_id, s.opened_at, s.asked,
  q.key as question_key, q.kind, q.position, q.condition is not null as conditional,
  c.number, c.choice, coalesce(c.n, 0) as n, coalesce(c.answered, 0) as answered
from surveys s
join survey_questions q on q.organization_id = s.organization_id and q.survey_id = s.id
left join lateral (
  select a.number, null::text as choice, count(*) as n, (sum(count(*)) over ())::bigint as answered
    from survey_answers a
   where q.kind in ('nps', 'rating') and a.organization_id = s.organization_id and a.survey_id = s.id and a.question_id = q.id
   group by a.number
  union all
  select null, choice, count(*),
         (select count(*) from survey_answers b where b.organization_id = s.organization_id and b.survey_id = s.id and b.question_id = q.id)
    from survey_answers a cross join unnest(a.choices) as choice
   where q.kind in ('single-choice', 'multiple-choice') and a.organization_id = s.organization_id and a.survey_id = s.id and a.question_id = q.id
   group by choice
  union all
  select null, null, 0, count(*)
    from survey_answers a
   where a.organization_id = s.organization_id and a.survey_id = s.id and a.question_id = q.id
  having q.kind = 'text'
) c on true;
grant select on survey_answer_counts to turnout_app;
