import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Eta } from 'eta';
import { type Locale, inLocale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { type Letter, type Mail, Mails } from '../../platform/mail/mails.service.js';
import { loadTexts } from '../../platform/texts/texts.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { SurveyLinks } from './survey-links.js';
import { findSurvey, guestsOf } from './survey.queries.js';
import type { SurveyOpened } from './surveys.messages.js';

const template = 'survey-invitation';
const texts = loadTexts(import.meta.dirname);
const eta = new Eta({ views: import.meta.dirname, autoEscape: true, cache: true });

/** What the letter says, from top to bottom. */
interface SurveyInvitation {
  locale: Locale;
  organization: string;
  event: string;
  name: string;
  url: string;
}

/** The letter with the personal link, in HTML and in plain text. */
function surveyInvitationLetter(view: SurveyInvitation): Letter {
  const t = texts[view.locale];
  const said = {
    subject: t('invitation.subject', { event: view.event }),
    greeting: t('invitation.greeting', { name: view.name }),
    thanks: t('invitation.thanks', { event: view.event }),
    anonymous: t('invitation.anonymous'),
    button: t('invitation.button'),
    footer: t('invitation.footer', { organization: view.organization }),
  };
  const text = [said.greeting, said.thanks, `${said.button}:\n${view.url}`, said.anonymous, `--\n${said.footer}`];
  return {
    subject: said.subject,
    html: eta.render('survey-invitation', { ...view, said }),
    text: `${text.join('\n\n')}\n`,
  };
}

/** Writes the invitations. The link is derived here, when the mail goes out, and is stored nowhere. */
@Injectable()
export class SurveyInvitationMail implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly jobs: Jobs,
    private readonly mails: Mails,
    private readonly links: SurveyLinks,
    private readonly events: EventsService,
    private readonly organizations: OrganizationsService,
  ) {}

  onModuleInit(): void {
    this.mails.compose(template, (tx, actor, mail) => this.write(tx, actor, mail));
    this.jobs.on<SurveyOpened['data']>('survey.opened', 'survey-invitations', (tx, actor, opened) =>
      this.invite(tx, actor, opened),
    );
  }

  /** One mail for each link that was given out. The key makes it one, however often the message comes. */
  private async invite(tx: Tx, actor: Actor, { surveyId, eventId }: SurveyOpened['data']): Promise<void> {
    const guests = await guestsOf(tx, actor, eventId);
    const given = await this.links.givenOut(
      tx,
      actor,
      surveyId,
      guests.map((guest) => guest.ticketId),
    );
    await this.mails.enqueue(
      tx,
      actor,
      guests
        .filter((guest) => given.has(guest.ticketId))
        .map((guest) => ({
          template,
          key: `survey:${surveyId}:${guest.ticketId}`,
          to: { address: guest.email, name: guest.name },
          locale: guest.locale,
          data: { surveyId, ticketId: guest.ticketId },
        })),
    );
  }

  private async write(tx: Tx, actor: Actor, mail: Mail): Promise<Letter | null> {
    const { surveyId, ticketId } = mail.data;
    const survey = await findSurvey(tx, actor, String(surveyId));
    if (survey?.state !== 'open') return null;
    const event = await this.events.get(tx, actor, survey.event_id);
    const organization = await this.organizations.get(tx, actor);
    return surveyInvitationLetter({
      locale: mail.locale,
      organization: organization.name,
      event: inLocale(event.title, mail.locale),
      name: mail.name ?? '',
      url: `${this.config.publicUrl}/s/${this.links.token(survey.id, String(ticketId))}`,
    });
  }
}
