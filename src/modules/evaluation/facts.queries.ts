import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one, rows } from '../../platform/database/sql.js';
import type { PeopleFacts, QuestionFacts } from './facts.js';

const none: PeopleFacts = { targeted: null, invited: null, registered: 0, came: null, asked: null, answered: null };

/** How many people at each step of the event. */
export async function peopleFacts(tx: Tx, actor: Actor, eventId: string): Promise<PeopleFacts> {
  const row = await one<PeopleFacts>(
    tx,
    `select targeted, invited, registered, came, asked, answered from event_people where organization_id = $1 and event_id = $2`,
    [actor.organizationId, eventId],
  );
  return row ?? none;
}

/**
 * The questions with a scale, from the last opened survey that asks them, in the order of that survey. A question with
 * fewer than five answers comes without its counts.
 */
export async function questionFacts(tx: Tx, actor: Actor, eventId: string): Promise<QuestionFacts[]> {
  return rows<QuestionFacts>(
    tx,
    `select key, kind, conditional, asked, counts from (
       select distinct on (question_key) question_key as key, kind, conditional, asked, opened_at, position,
              case when answered >= 5 then counts else '[]' end as counts
         from (
           select survey_id, question_key, kind, conditional, asked, opened_at, position, answered,
                  jsonb_agg(jsonb_build_object('number', number, 'n', n) order by number) as counts
             from survey_answer_counts
            where organization_id = $1 and event_id = $2 and opened_at is not null and kind in ('nps', 'rating')
            group by survey_id, question_key, kind, conditional, asked, opened_at, position, answered
         ) as question
        order by question_key, opened_at desc
     ) as latest order by opened_at desc, position`,
    [actor.organizationId, eventId],
  );
}

/** Whether the event has a budget. */
export async function hasBudget(tx: Tx, actor: Actor, eventId: string): Promise<boolean> {
  return (
    (await one(tx, 'select from budget_results where organization_id = $1 and event_id = $2', [
      actor.organizationId,
      eventId,
    ])) !== undefined
  );
}
