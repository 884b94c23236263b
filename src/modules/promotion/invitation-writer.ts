import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/database/sql.js';
import type { Letter, Mail } from '../../platform/mail/mails.service.js';
import { AudienceService } from '../audience/audience.service.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { drawInvitation } from './invitation-letter.js';
import { InvitationLinks } from './invitation-links.js';
import { isOpen } from './invitation.rules.js';
import { findInvitation } from './invitations.queries.js';

/** Writes an invitation from what is true when it is sent. */
@Injectable()
export class InvitationWriter {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly audience: AudienceService,
    private readonly organizations: OrganizationsService,
    private readonly links: InvitationLinks,
  ) {}

  /** Null where the person no longer agrees or is erased, and where the event is no longer open. */
  async compose(tx: Tx, actor: Actor, mail: Mail): Promise<Letter | null> {
    const invitation = await findInvitation(tx, actor, String(mail.data['invitationId']));
    if (!invitation || invitation.contactId === null) return null;
    const event = await this.events.get(tx, actor, invitation.eventId);
    const person = await this.audience.person(tx, actor, invitation.contactId, 'event-invitations');
    if (!person?.consented || person.doNotContact || !isOpen(event, this.clock.now())) return null;
    const organization = await this.organizations.get(tx, actor);
    const links = await this.links.of(tx, actor, { id: invitation.id, contactId: person.contactId });
    return drawInvitation({ locale: mail.locale, organization: organization.name, name: person.name, event, ...links });
  }
}
