import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { Links } from '../../platform/links/links.service.js';
import { type MailRequest, Mails } from '../../platform/mail/mails.service.js';
import { type AudienceMember, AudienceService } from '../audience/audience.service.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { InvitationDto, type InvitationQuery, type InvitationRow, InvitationRunDto } from './invitation.dto.js';
import { isOpen, sortCandidates } from './invitation.rules.js';
import { findInvitation, insertInvitations, invitedContacts } from './invitations.queries.js';
import { eventNotOpen } from './promotion.problems.js';
import { UnsubscribeService } from './unsubscribe.service.js';

/** Who came by an invitation, and to what. */
export interface InvitedVisit {
  actor: Actor;
  invitationId: string;
  eventId: string;
  eventSlug: string;
  /** Null once the person is erased; the link still leads to the event. */
  contactId: string | null;
  name: string | null;
  email: string | null;
  locale: Locale | null;
}

/** Personal invitations to a published event. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly mails: Mails,
    private readonly events: EventsService,
    private readonly audience: AudienceService,
    private readonly organizations: OrganizationsService,
    private readonly unsubscribe: UnsubscribeService,
  ) {}

  /** Invites everybody of the frozen audience who agreed to it and has not been invited; again means: only the new ones. */
  invite(actor: Actor, eventId: string): Promise<InvitationRunDto> {
    return this.db.transaction(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      if (!isOpen(event, this.clock.now())) throw eventNotOpen({ eventStatus: event.status });
      const audience = await this.audience.members(tx, actor, eventId, 'event-invitations');
      const sorted = sortCandidates(audience, await invitedContacts(tx, actor, eventId));
      const invited = await this.send(tx, actor, eventId, sorted.invite);
      return {
        targeted: audience.length,
        invited,
        alreadyInvited: sorted.alreadyInvited.length + sorted.invite.length - invited,
        withoutConsent: sorted.withoutConsent.length,
        doNotContact: sorted.doNotContact.length,
      };
    });
  }

  list(actor: Actor, eventId: string, query: InvitationQuery): Promise<Page<InvitationDto>> {
    const listing = {
      from: 'invitation_progress',
      select: 't.*',
      where: 't.event_id = $2 and ($3::text is null or t.state = $3)',
      params: [actor.organizationId, eventId, query.state ?? null],
    };
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return readPage<InvitationRow, InvitationDto>(tx, listing, query, InvitationDto.of);
    });
  }

  /** Who comes by this personal link, and to which event. Unknown links and those to a draft: `links/unknown`. */
  async visit(token: string): Promise<InvitedVisit> {
    const { actor, subjectId } = await this.links.visit('invitation', token);
    return this.db.read(actor, async (tx) => {
      const invitation = await findInvitation(tx, actor, subjectId);
      if (!invitation) throw linkUnknown();
      const { eventId, contactId } = invitation;
      const event = await this.events.getPublic(tx, actor, eventId);
      const person =
        contactId === null ? undefined : await this.audience.person(tx, actor, contactId, 'event-invitations');
      return {
        actor,
        invitationId: invitation.id,
        eventId,
        eventSlug: event.slug,
        contactId,
        name: person?.name ?? null,
        email: person?.email ?? null,
        locale: person?.locale ?? null,
      };
    });
  }

  /** The key of the mail decides: of two requests at once, the second finds it taken and invites nobody twice. */
  private async send(tx: Tx, actor: Actor, eventId: string, people: readonly AudienceMember[]): Promise<number> {
    const { locale } = await this.organizations.get(tx, actor);
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
    await this.links.issue(
      tx,
      actor,
      'invitation',
      invitations.map(({ id }) => id),
    );
    await this.unsubscribe.prepare(
      tx,
      actor,
      invitations.map(({ contactId }) => contactId),
      'event-invitations',
    );
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
