import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { mixable } from './mixing.rules.js';
import { lockSurvey } from './survey.queries.js';
import { answersWaiting } from './surveys.messages.js';

/**
 * Moves answers from the inbox, where each still shares its transaction with a used link, to the responses. A mixing
 * writes newcomers anew among those already shown (all of them, or a crowd), and what stays in the inbox too: one
 * transaction, new random ids, rows in the order of those ids. What the database remembers of a response (xmin, ctid, id)
 * is then the same story for the whole crowd.
 */
@Injectable()
export class SurveyMixing implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    @InjectPinoLogger(SurveyMixing.name) private readonly logger: PinoLogger,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ surveyId: string }>('survey.answers-waiting', 'surveys', (tx, actor, { surveyId }) =>
      this.mix(tx, actor, surveyId),
    );
    this.jobs.every('survey-mixing', '43 3 * * *', () => this.mixEverywhere());
  }

  /**
   * Has the waiting answers mixed where there are enough. Looks after the answer is committed, in a transaction of its own:
   * the last of many sees them all, and what is told shares nothing with an answer. An answer that has been taken stays
   * taken if this fails; the next one looks again, and the daily round and the closing do.
   */
  async announce(actor: Actor, surveyId: string): Promise<void> {
    try {
      await this.db.transaction(actor, async (tx) => {
        const pool = await poolOf(tx, actor, surveyId);
        if (mixable({ ...pool, closed: false }).moved > 0)
          await this.jobs.publish(tx, actor, [answersWaiting(surveyId)]);
      });
    } catch (error) {
      this.logger.warn({ err: error, surveyId }, 'mixing was not announced');
    }
  }

  /** Mixes what may be mixed. Waits for answers in flight, and answers wait for it. */
  async mix(tx: Tx, actor: Actor, surveyId: string): Promise<void> {
    const survey = await lockSurvey(tx, actor, surveyId, 'update');
    if (!survey) return;
    const { moved, remixed } = mixable({ ...(await poolOf(tx, actor, surveyId)), closed: survey.state === 'closed' });
    if (moved > 0) await affected(tx, mixing, [actor.organizationId, surveyId, moved, remixed]);
  }

  /** Every open survey of every organisation: what an interrupted announcement left behind. */
  async mixEverywhere(): Promise<void> {
    for (const actor of await this.db.organizations()) {
      const open = await this.db.read(actor, (tx) =>
        rows<{ id: string }>(tx, `select id from surveys where organization_id = $1 and state = 'open'`, [
          actor.organizationId,
        ]),
      );
      for (const survey of open) await this.db.transaction(actor, (tx) => this.mix(tx, actor, survey.id));
    }
  }
}

async function poolOf(tx: Tx, actor: Actor, surveyId: string): Promise<{ waiting: number; shown: number }> {
  const pool = await one<{ waiting: number; shown: number }>(
    tx,
    `select (select count(*) from survey_inbox where organization_id = $1 and survey_id = $2) as waiting,
            (select count(*) from survey_responses where organization_id = $1 and survey_id = $2) as shown`,
    [actor.organizationId, surveyId],
  );
  return pool ?? { waiting: 0, shown: 0 };
}

/**
 * $3 of the waiting answers join those shown, and $4 of those shown are written anew with them; who they are is drawn by
 * chance. gen_random_uuid() is cryptographic, random() is not.
 */
const mixing = `
  with waiting as (delete from survey_inbox where organization_id = $1 and survey_id = $2 returning answers),
  drawn as materialized (select answers, row_number() over (order by gen_random_uuid()) <= $3 as moves from waiting),
  kept as (
    insert into survey_inbox (organization_id, survey_id, answers)
    select $1, $2, answers from drawn where not moves order by gen_random_uuid()
  ),
  crowd as materialized (
    select id from survey_responses where organization_id = $1 and survey_id = $2 order by gen_random_uuid() limit $4
  ),
  before as (
    delete from survey_answers using crowd where organization_id = $1 and survey_id = $2 and response_id = crowd.id
    returning response_id, question_id, number, choices, text
  ),
  shown as (delete from survey_responses r using crowd where r.organization_id = $1 and r.survey_id = $2 and r.id = crowd.id returning r.id),
  mixed as materialized (
    select gen_random_uuid() as id, id as old_id, null::jsonb as answers from shown
    union all
    select gen_random_uuid(), null, answers from drawn where moves
  ),
  responses as (insert into survey_responses (id, organization_id, survey_id) select id, $1, $2 from mixed order by id)
  insert into survey_answers (organization_id, survey_id, response_id, question_id, number, choices, text)
  select $1, $2, * from (
    select mixed.id, question_id, number, choices, text from mixed join before on before.response_id = mixed.old_id
    union all
    select mixed.id, "questionId", number, choices, text
      from mixed cross join lateral jsonb_to_recordset(mixed.answers) as answer("questionId" uuid, number smallint, choices text[], text text)
  ) as answers order by 3, 4`;
