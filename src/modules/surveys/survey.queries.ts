import type { Locale, LocalizedText } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { Listing } from '../../platform/http/keyset.js';
import type { Transitions } from '../../kernel/transitions.js';
import type { Question } from './questions.rules.js';

export type SurveyState = 'draft' | 'open' | 'closed';
export const surveySteps: Transitions<SurveyState> = { draft: ['open'], open: ['closed'], closed: [] };

/** A survey with its questions in order. */
export interface SurveyRow {
  id: string;
  event_id: string;
  title: LocalizedText;
  introduction: LocalizedText | null;
  state: SurveyState;
  asked: number;
  opened_at: Date | null;
  closed_at: Date | null;
  created_at: Date;
  updated_at: Date;
  version: number;
  questions: StoredQuestion[];
}

export interface StoredQuestion extends Question {
  id: string;
}

const withQuestions = `(
  select s.*, q.questions from surveys s
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('id', id, 'key', key, 'kind', kind, 'text', text, 'required', required,
                                                   'choices', choices, 'condition', condition) order by position), '[]') as questions
        from survey_questions where organization_id = s.organization_id and survey_id = s.id
    ) q)`;

export const findSurvey = (tx: Tx, actor: Actor, surveyId: string): Promise<SurveyRow | undefined> =>
  one<SurveyRow>(tx, `select * from ${withQuestions} t where organization_id = $1 and id = $2`, [
    actor.organizationId,
    surveyId,
  ]);

/** The surveys of an event, a page at a time. */
export const surveysOfEvent = (actor: Actor, eventId: string): Listing => ({
  from: withQuestions,
  select: 't.*',
  where: 't.event_id = $2',
  params: [actor.organizationId, eventId],
});

/** Holds the survey's state until the transaction ends; `share` lets others hold it too. */
export const lockSurvey = (
  tx: Tx,
  actor: Actor,
  surveyId: string,
  mode: 'share' | 'update',
): Promise<{ state: SurveyState } | undefined> =>
  one<{ state: SurveyState }>(tx, `select state from surveys where organization_id = $1 and id = $2 for ${mode}`, [
    actor.organizationId,
    surveyId,
  ]);

export async function replaceQuestions(
  tx: Tx,
  actor: Actor,
  surveyId: string,
  questions: readonly Question[],
): Promise<void> {
  await affected(tx, 'delete from survey_questions where organization_id = $1 and survey_id = $2', [
    actor.organizationId,
    surveyId,
  ]);
  await affected(
    tx,
    `insert into survey_questions (organization_id, survey_id, position, key, kind, text, required, choices, condition)
     select $1, $2, position, key, kind, text, required, choices, condition
       from jsonb_to_recordset($3::jsonb) as question(position smallint, key text, kind text, text jsonb, required boolean, choices jsonb, condition jsonb)`,
    [
      actor.organizationId,
      surveyId,
      JSON.stringify(questions.map((question, position) => ({ ...question, position }))),
    ],
  );
}

/** Somebody who came, and where to reach them. */
export interface Guest {
  ticketId: string;
  email: string;
  name: string;
  locale: Locale;
}

/** Everybody who has been admitted to the event and may be asked about it, in the order of their tickets. */
export const guestsOf = (tx: Tx, actor: Actor, eventId: string): Promise<Guest[]> =>
  rows<Guest>(
    tx,
    `select ticket_id as "ticketId", email, name, locale from admitted_people
      where organization_id = $1 and event_id = $2 and reachable order by ticket_id`,
    [actor.organizationId, eventId],
  );
