import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { type MailRequest, Mails } from '../../platform/mail/mails.service.js';
import type { AudienceMember } from '../audience/audience.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { InvitationLinks } from './invitation-links.js';
import { InvitationWriter } from './invitation-writer.js';
import { insertInvitations } from './invitations.queries.js';

/** People whose rows are written with one statement each; keeps every statement far from its timeout. */
const batch = 1_000;

/** Queues the mails with invitations; the writer writes each when its turn comes. */
@Injectable()
export class InvitationMails implements OnModuleInit {
  constructor(
    private readonly mails: Mails,
    private readonly organizations: OrganizationsService,
    private readonly links: InvitationLinks,
    private readonly writer: InvitationWriter,
  ) {}

  onModuleInit(): void {
    this.mails.compose('event-invitation', (tx, actor, mail) => this.writer.compose(tx, actor, mail));
  }

  /**
   * Invites these people; answers with how many of them. The key of the mail decides: of two requests at once, the second
   * finds it taken and invites nobody twice.
   */
  async queue(tx: Tx, actor: Actor, eventId: string, people: readonly AudienceMember[]): Promise<number> {
    const { locale } = await this.organizations.get(tx, actor);
    let invited = 0;
    for (let start = 0; start < people.length; start += batch)
      invited += await this.queueSome(tx, actor, eventId, people.slice(start, start + batch), locale);
    return invited;
  }

  private async queueSome(
    tx: Tx,
    actor: Actor,
    eventId: string,
    people: readonly AudienceMember[],
    locale: Locale,
  ): Promise<number> {
    const drafts = people.map((person) => ({
      id: newId(),
      contactId: person.contactId,
      mail: mailTo(person, eventId, locale),
    }));
    const mailIds = await this.mails.enqueue(
      tx,
      actor,
      drafts.map(({ id, mail }) => ({ ...mail, data: { invitationId: id } })),
    );
    const invitations = drafts.flatMap(({ id, contactId, mail }) => {
      const mailId = mailIds.get(mail.key);
      return mailId === undefined ? [] : [{ id, contactId, mailId }];
    });
    await insertInvitations(tx, actor, eventId, invitations);
    await this.links.issue(tx, actor, invitations);
    return invitations.length;
  }
}

const mailTo = (
  { contactId, email, name, locale }: AudienceMember,
  eventId: string,
  fallback: Locale,
): Omit<MailRequest, 'data'> => ({
  template: 'event-invitation',
  key: `invitation:${eventId}:${contactId}`,
  to: { address: email, name },
  locale: locale ?? fallback,
});
