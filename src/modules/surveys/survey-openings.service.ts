import { Injectable } from '@nestjs/common';
import { move } from '../../kernel/transitions.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { affected } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { SurveyLinks } from './survey-links.js';
import { SurveyDto } from './survey.dto.js';
import { type Guest, guestsOf, lockSurvey, surveySteps } from './survey.queries.js';
import { SurveysService } from './surveys.service.js';
import { surveyOpened } from './surveys.messages.js';
import { alreadyOpened, nobodyCame, surveyUnknown } from './surveys.problems.js';

/** Opening a survey to those who came. */
@Injectable()
export class SurveyOpeningsService {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly links: SurveyLinks,
    private readonly surveys: SurveysService,
  ) {}

  /**
   * Gives everybody who has been admitted a link of their own. One for each address; who asked not to be written to is left
   * alone. The mails are written by a job, which knows who is meant by the links that were given out.
   */
  open(actor: Actor, surveyId: string): Promise<SurveyDto> {
    return this.db.transaction(actor, async (tx) => {
      const locked = await lockSurvey(tx, actor, surveyId, 'update');
      if (!locked) throw surveyUnknown();
      move(surveySteps, locked.state, 'open', alreadyOpened);
      const survey = await this.surveys.get(tx, actor, surveyId);
      const guests = onePerAddress(await guestsOf(tx, actor, survey.event_id));
      if (guests.length === 0) throw nobodyCame();
      const tickets = guests.map((guest) => guest.ticketId);
      await this.links.issue(tx, actor, surveyId, tickets);
      await affected(
        tx,
        `update surveys set state = 'open', opened_at = now(), asked = $3 where organization_id = $1 and id = $2`,
        [actor.organizationId, surveyId, tickets.length],
      );
      await this.jobs.publish(tx, actor, [surveyOpened(surveyId, survey.event_id)]);
      return SurveyDto.of(await this.surveys.get(tx, actor, surveyId));
    });
  }
}

/** Of the tickets with one address the first one counts: it stands for the person who reads the mail. */
const onePerAddress = (guests: readonly Guest[]): Guest[] => [
  ...new Map(guests.toReversed().map((guest) => [guest.email, guest])).values(),
];
