import { Injectable } from '@nestjs/common';
import type { LocalizedText } from '../../kernel/text.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected } from '../../platform/database/sql.js';
import { type Answer, readAnswers } from './answers.rules.js';
import { type SurveyVisit, SurveyLinks } from './survey-links.js';
import { SurveyMixing } from './survey-mixing.service.js';
import { type StoredQuestion, type SurveyRow, findSurvey, lockSurvey } from './survey.queries.js';
import { alreadyAnswered, surveyHasClosed, surveyLinkUnknown } from './surveys.problems.js';
import type { Question } from './questions.rules.js';

/** What somebody with a personal link is shown. Only an `open` form may be sent. */
export interface SurveyForm {
  state: 'open' | 'answered' | 'closed';
  /** The organisation that asks; a visitor of it may read the event. */
  organizationId: string;
  eventId: string;
  title: LocalizedText;
  introduction: LocalizedText | null;
  questions: Question[];
}

/** The respondent's side of a survey. Nothing here knows, or keeps, who they are. */
@Injectable()
export class SurveyAnswersService {
  constructor(
    private readonly db: Database,
    private readonly links: SurveyLinks,
    private readonly mixing: SurveyMixing,
  ) {}

  /** What to ask the person with this link. Refuses a link that was not given out. */
  async form(token: string): Promise<SurveyForm> {
    const visit = await this.links.visit(token);
    return this.db.read(visit.actor, async (tx) => {
      const survey = await this.survey(tx, visit);
      const used = await this.links.isUsed(tx, visit);
      return {
        state: used ? 'answered' : survey.state === 'open' ? 'open' : 'closed',
        organizationId: visit.actor.organizationId,
        eventId: survey.event_id,
        title: survey.title,
        introduction: survey.introduction,
        questions: survey.questions,
      };
    });
  }

  /**
   * Takes the answers of the person with this link, by question key: numbers for scales, keys for choices, text. The link
   * is used up in the same transaction. There is no idempotency key: the link is its own, and a kept answer would name its author.
   */
  async answer(token: string, given: Readonly<Record<string, unknown>>): Promise<void> {
    const visit = await this.links.visit(token);
    await this.db.transaction(visit.actor, async (tx) => {
      const state = await lockSurvey(tx, visit.actor, visit.surveyId, 'share');
      const { questions } = await this.survey(tx, visit);
      if (await this.links.isUsed(tx, visit)) throw alreadyAnswered();
      if (state?.state !== 'open') throw surveyHasClosed();
      const answers = readAnswers(questions, given);
      if (!(await this.links.use(tx, visit))) throw alreadyAnswered();
      await leave(tx, visit, questions, answers);
    });
    await this.mixing.announce(visit.actor, visit.surveyId);
  }

  private async survey(tx: Tx, visit: SurveyVisit): Promise<SurveyRow> {
    const survey = await findSurvey(tx, visit.actor, visit.surveyId);
    if (!survey) throw surveyLinkUnknown();
    return survey;
  }
}

/** Leaves the answers in the inbox, without their author. */
async function leave(
  tx: Tx,
  visit: SurveyVisit,
  questions: readonly StoredQuestion[],
  answers: ReadonlyMap<string, Answer>,
): Promise<void> {
  const typed = questions.flatMap((question) => {
    const answer = answers.get(question.key);
    return answer ? [{ questionId: question.id, ...answer }] : [];
  });
  await affected(tx, 'insert into survey_inbox (organization_id, survey_id, answers) values ($1, $2, $3)', [
    visit.actor.organizationId,
    visit.surveyId,
    JSON.stringify(typed),
  ]);
}
