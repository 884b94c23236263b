import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import { type Tx, affected } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { type Question, checkQuestions } from './questions.rules.js';
import { type DraftSurveyDto, SurveyDto, type SurveyQuestionDto } from './survey.dto.js';
import { type SurveyRow, findSurvey, lockSurvey, replaceQuestions, surveysOfEvent } from './survey.queries.js';
import { alreadyOpened, surveyUnknown } from './surveys.problems.js';

/** Drawing surveys up. */
@Injectable()
export class SurveysService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
  ) {}

  create(actor: Actor, eventId: string, input: DraftSurveyDto): Promise<SurveyDto> {
    const questions = input.questions.map(asAsked);
    checkQuestions(questions);
    return this.db.transaction(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      const id = newId();
      await affected(
        tx,
        'insert into surveys (id, organization_id, event_id, title, introduction) values ($1, $2, $3, $4, $5)',
        [id, actor.organizationId, event.id, input.title, input.introduction ?? null],
      );
      await replaceQuestions(tx, actor, id, questions);
      return SurveyDto.of(await this.get(tx, actor, id));
    });
  }

  /** Replaces all of a draft. Refused once the survey is opened: an answer must mean what was asked. */
  replace(actor: Actor, surveyId: string, version: number, input: DraftSurveyDto): Promise<SurveyDto> {
    const questions = input.questions.map(asAsked);
    checkQuestions(questions);
    return this.db.transaction(actor, async (tx) => {
      const locked = await lockSurvey(tx, actor, surveyId, 'update');
      if (!locked) throw surveyUnknown();
      if (locked.state !== 'draft') throw alreadyOpened();
      const written = await affected(
        tx,
        'update surveys set title = $4, introduction = $5 where organization_id = $1 and id = $2 and version = $3',
        [actor.organizationId, surveyId, version, input.title, input.introduction ?? null],
      );
      if (written === 0) throw versionConflict();
      await replaceQuestions(tx, actor, surveyId, questions);
      return SurveyDto.of(await this.get(tx, actor, surveyId));
    });
  }

  show(actor: Actor, surveyId: string): Promise<SurveyDto> {
    return this.db.read(actor, async (tx) => SurveyDto.of(await this.get(tx, actor, surveyId)));
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<SurveyDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return readPage<SurveyRow, SurveyDto>(tx, surveysOfEvent(actor, eventId), query, SurveyDto.of);
    });
  }

  /** A survey of the actor's organisation, or surveyUnknown. */
  async get(tx: Tx, actor: Actor, surveyId: string): Promise<SurveyRow> {
    const survey = await findSurvey(tx, actor, surveyId);
    if (!survey) throw surveyUnknown();
    return survey;
  }
}

/** What was left out means no: not required, no choices, no condition. */
const asAsked = (question: SurveyQuestionDto): Question => ({
  key: question.key,
  kind: question.kind,
  text: question.text,
  required: question.required ?? false,
  choices: (question.choices ?? []).map(({ key, text }) => ({ key, text })),
  condition: question.condition
    ? {
        question: question.condition.question,
        anyOf: question.condition.anyOf ?? null,
        atLeast: question.condition.atLeast ?? null,
        atMost: question.condition.atMost ?? null,
      }
    : null,
});
