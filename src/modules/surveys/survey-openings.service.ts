import { Injectable } from '@nestjs/common';
import { move } from '../../kernel/transitions.js';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected, rows } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { Mails } from '../../platform/mail/mails.service.js';
import { invitationKey, invitationTemplate } from './survey-invitation.mail.js';
import { SurveyLinks } from './survey-links.js';
import { SurveyDto } from './survey.dto.js';
import { lockSurvey, surveySteps } from './survey.queries.js';
import { SurveysService } from './surveys.service.js';
import { surveyOpened } from './surveys.messages.js';
import { alreadyOpened, nobodyCame, surveyUnknown } from './surveys.problems.js';

/** Somebody who came, and where to reach them. */
interface Guest {
  ticket_id: string;
  email: string;
  name: string;
  locale: Locale;
}

/** Opening a survey to those who came. */
@Injectable()
export class SurveyOpeningsService {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly mails: Mails,
    private readonly links: SurveyLinks,
    private readonly surveys: SurveysService,
  ) {}

  /** Gives everybody who has been admitted a link of their own, by mail. One for each address; who asked not to be written to is left alone. */
  open(actor: Actor, surveyId: string): Promise<SurveyDto> {
    return this.db.transaction(actor, async (tx) => {
      const locked = await lockSurvey(tx, actor, surveyId, 'update');
      if (!locked) throw surveyUnknown();
      move(surveySteps, locked.state, 'open', alreadyOpened);
      const survey = await this.surveys.get(tx, actor, surveyId);
      const guests = await guestsOf(tx, actor, survey.event_id);
      if (guests.length === 0) throw nobodyCame();
      await this.links.issue(
        tx,
        actor,
        surveyId,
        guests.map((guest) => guest.ticket_id),
      );
      await this.mails.enqueue(
        tx,
        actor,
        guests.map((guest) => ({
          template: invitationTemplate,
          key: invitationKey(surveyId, guest.ticket_id),
          to: { address: guest.email, name: guest.name },
          locale: guest.locale,
          data: { surveyId, ticketId: guest.ticket_id },
        })),
      );
      await affected(
        tx,
        `update surveys set state = 'open', opened_at = now(), asked = $3 where organization_id = $1 and id = $2`,
        [actor.organizationId, surveyId, guests.length],
      );
      await this.jobs.publish(tx, actor, [surveyOpened(surveyId, survey.event_id)]);
      return SurveyDto.of(await this.surveys.get(tx, actor, surveyId));
    });
  }
}

/** Of the tickets with one address the first one counts: it stands for the person who reads the mail. */
const guestsOf = (tx: Tx, actor: Actor, eventId: string): Promise<Guest[]> =>
  rows<Guest>(
    tx,
    `select distinct on (email) ticket_id, email, name, locale from admitted_people
      where organization_id = $1 and event_id = $2 and reachable order by email, ticket_id`,
    [actor.organizationId, eventId],
  );
