import { Injectable } from '@nestjs/common';
import { move } from '../../kernel/transitions.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { affected } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { SurveyMixing } from './survey-mixing.service.js';
import { SurveyDto } from './survey.dto.js';
import { lockSurvey, surveySteps } from './survey.queries.js';
import { SurveysService } from './surveys.service.js';
import { surveyClosed } from './surveys.messages.js';
import { surveyNotOpen, surveyUnknown } from './surveys.problems.js';

/** Closing a survey. */
@Injectable()
export class SurveyClosingsService {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly mixing: SurveyMixing,
    private readonly surveys: SurveysService,
  ) {}

  /** Takes no more answers and mixes all that wait. An answer that is being given is waited for. */
  close(actor: Actor, surveyId: string): Promise<SurveyDto> {
    return this.db.transaction(actor, async (tx) => {
      const locked = await lockSurvey(tx, actor, surveyId, 'update');
      if (!locked) throw surveyUnknown();
      move(surveySteps, locked.state, 'closed', surveyNotOpen);
      await affected(
        tx,
        `update surveys set state = 'closed', closed_at = now() where organization_id = $1 and id = $2`,
        [actor.organizationId, surveyId],
      );
      await this.mixing.mix(tx, actor, surveyId);
      const survey = await this.surveys.get(tx, actor, surveyId);
      await this.jobs.publish(tx, actor, [surveyClosed(surveyId, survey.event_id)]);
      return SurveyDto.of(survey);
    });
  }
}
