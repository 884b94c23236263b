import { Injectable } from '@nestjs/common';
import { type Page, toPage } from '../../kernel/page.js';
import { proportion } from '../../kernel/statistics.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, one, rows } from '../../platform/database/sql.js';
import { startOf } from '../../platform/http/page.dto.js';
import { smallestGroup } from './mixing.rules.js';
import { type Count, summarise } from './results.rules.js';
import { type GivenTextDto, type SurveyResults, SurveyResultsDto, type TextsQuery } from './survey-results.dto.js';
import type { SurveyRow } from './survey.queries.js';
import { SurveysService } from './surveys.service.js';
import { questionUnknown, tooFewAnswers } from './surveys.problems.js';

/** What the answers of a survey say, and never about fewer than five people. */
@Injectable()
export class SurveyResultsService {
  constructor(
    private readonly db: Database,
    private readonly surveys: SurveysService,
  ) {}

  show(actor: Actor, surveyId: string): Promise<SurveyResultsDto> {
    return this.db.read(actor, async (tx) =>
      SurveyResultsDto.of(await this.count(tx, actor, await this.surveys.get(tx, actor, surveyId))),
    );
  }

  /**
   * The texts given to a question, each once. Ordered by their MD5, which stays the same when a mixing gives the answers
   * new ids, and says nothing about when or by whom they were written.
   */
  texts(actor: Actor, surveyId: string, key: string, query: TextsQuery): Promise<Page<GivenTextDto>> {
    return this.db.read(actor, async (tx) => {
      const survey = await this.surveys.get(tx, actor, surveyId);
      const question = survey.questions.find((candidate) => candidate.key === key && candidate.kind === 'text');
      if (!question) throw questionUnknown();
      const found = await rows<GivenTextDto & { id: string; answered: number }>(
        tx,
        `with given as (select text from survey_answers where organization_id = $1 and survey_id = $2 and question_id = $3)
         select md5(text)::uuid as id, text, count(*) as times, (select count(*) from given) as answered
           from given where $4::uuid is null or md5(text)::uuid > $4 group by text order by 1 limit $5`,
        [actor.organizationId, surveyId, question.id, startOf(query)?.id ?? null, query.limit + 1],
      );
      if (found.some((row) => row.answered < smallestGroup)) throw tooFewAnswers();
      return toPage(
        found,
        query.limit,
        ({ id }) => ({ id }),
        ({ text, times }) => ({ text, times }),
      );
    });
  }

  private async count(tx: Tx, actor: Actor, survey: SurveyRow): Promise<SurveyResults> {
    const { answered, shown } = await this.turnout(tx, actor, survey.id);
    const results = {
      surveyId: survey.id,
      state: survey.state,
      asked: survey.asked,
      answered,
      shown,
      responseRate: proportion(answered, survey.asked, null),
    };
    if (shown < smallestGroup) return { ...results, questions: null };
    const counts = await rows<Count & { question_key: string; answered: number }>(
      tx,
      `select question_key, number, choice, n, answered from survey_answer_counts where organization_id = $1 and survey_id = $2`,
      [actor.organizationId, survey.id],
    );
    const byKey = Map.groupBy(counts, (count) => count.question_key);
    const questions = survey.questions.map((question) => {
      const own = byKey.get(question.key) ?? [];
      return { question, result: summarise(question, own[0]?.answered ?? 0, own, survey.asked) };
    });
    return { ...results, questions };
  }

  /** How many links were used, and how many answers are mixed and may be shown. */
  private async turnout(tx: Tx, actor: Actor, surveyId: string): Promise<{ answered: number; shown: number }> {
    const row = await one<{ answered: number; shown: number }>(
      tx,
      `select (select count(*) from survey_tokens where organization_id = $1 and survey_id = $2 and used) as answered,
              (select count(*) from survey_responses where organization_id = $1 and survey_id = $2) as shown`,
      [actor.organizationId, surveyId],
    );
    return row ?? { answered: 0, shown: 0 };
  }
}
