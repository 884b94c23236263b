import type { Actor } from '../../platform/auth/actor.js';
import { newId } from '../../platform/database/new-id.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { Question, QuestionMoment } from './questions.rules.js';

/** A row of `questions`. */
export interface AskedQuestion extends Question {
  id: string;
  askedAt: QuestionMoment;
  eventId: string;
  position: number;
  version: number;
}

const columns = `id, event_id as "eventId", key, kind, scope, label, required, options, condition, position, version,
  asked_at as "askedAt"`;

export const findQuestion = (tx: Tx, actor: Actor, questionId: string): Promise<AskedQuestion | undefined> =>
  one(tx, `select ${columns} from questions where organization_id = $1 and id = $2`, [
    actor.organizationId,
    questionId,
  ]);

/** In the order in which they are asked. */
export const questionsOf = (tx: Tx, actor: Actor, eventId: string): Promise<AskedQuestion[]> =>
  rows(tx, `select ${columns} from questions where organization_id = $1 and event_id = $2 order by position, id`, [
    actor.organizationId,
    eventId,
  ]);

/** Those that are asked when people register. */
export const registrationQuestions = async (tx: Tx, actor: Actor, eventId: string): Promise<AskedQuestion[]> =>
  (await questionsOf(tx, actor, eventId)).filter(({ askedAt }) => askedAt === 'registration');

/** One change at a time to the questions of an event, since each is judged together with all others. */
export const lockQuestions = (tx: Tx, eventId: string): Promise<unknown> =>
  one(tx, `select pg_advisory_xact_lock(hashtextextended('questions of ' || $1, 0))`, [eventId]);

/** Returns the id of the new question, which is asked last. */
export async function insertQuestion(
  tx: Tx,
  actor: Actor,
  eventId: string,
  question: Question & { askedAt: QuestionMoment },
): Promise<string> {
  const id = newId();
  await affected(
    tx,
    `insert into questions (organization_id, event_id, id, key, kind, scope, label, required, options, condition, asked_at, position)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, count(*) + 1 from questions where organization_id = $1 and event_id = $2`,
    [
      actor.organizationId,
      eventId,
      id,
      question.key,
      question.kind,
      question.scope,
      question.label,
      question.required,
      JSON.stringify(question.options),
      question.condition,
      question.askedAt,
    ],
  );
  return id;
}

/** Changes nothing where it was changed since that version. */
export const updateQuestion = (tx: Tx, actor: Actor, question: AskedQuestion): Promise<number> =>
  affected(
    tx,
    `update questions set label = $4, required = $5, options = $6, condition = $7
      where organization_id = $1 and id = $2 and version = $3`,
    [
      actor.organizationId,
      question.id,
      question.version,
      question.label,
      question.required,
      JSON.stringify(question.options),
      question.condition,
    ],
  );

/** Numbers the questions in this order, from 1. */
export const numberQuestions = (tx: Tx, actor: Actor, questionIds: readonly string[]): Promise<number> =>
  affected(
    tx,
    `update questions q set position = numbered.position
       from unnest($2::uuid[]) with ordinality as numbered(id, position)
      where q.organization_id = $1 and q.id = numbered.id and q.position <> numbered.position`,
    [actor.organizationId, questionIds],
  );

export const deleteQuestion = (tx: Tx, actor: Actor, questionId: string): Promise<number> =>
  affected(tx, 'delete from questions where organization_id = $1 and id = $2', [actor.organizationId, questionId]);
