import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { type Letter, type Mail, Mails } from '../../platform/mail/mails.service.js';
import { AudienceService } from '../audience/audience.service.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { drawInvitation } from './invitation-letter.js';
import { isOpen } from './invitation.rules.js';
import { findInvitation } from './invitations.queries.js';
import { UnsubscribeService } from './unsubscribe.service.js';

/** Writes the invitation when its turn comes, from what is true then. */
@Injectable()
export class InvitationMails implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly mails: Mails,
    private readonly events: EventsService,
    private readonly audience: AudienceService,
    private readonly organizations: OrganizationsService,
    private readonly unsubscribe: UnsubscribeService,
  ) {}

  onModuleInit(): void {
    this.mails.compose('event-invitation', (tx, actor, mail) => this.compose(tx, actor, mail));
  }

  /** Null where the person no longer agrees or is erased, and where the event is no longer open. */
  private async compose(tx: Tx, actor: Actor, mail: Mail): Promise<Letter | null> {
    const invitation = await findInvitation(tx, actor, String(mail.data['invitationId']));
    if (!invitation || invitation.contactId === null) return null;
    const event = await this.events.get(tx, actor, invitation.eventId);
    const person = await this.audience.person(tx, actor, invitation.contactId, 'event-invitations');
    if (!person?.consented || person.doNotContact || !isOpen(event, this.clock.now())) return null;
    const organization = await this.organizations.get(tx, actor);
    return drawInvitation({
      locale: mail.locale,
      organization: organization.name,
      name: person.name,
      event,
      href: `${this.config.publicUrl}/i/${this.links.token('invitation', invitation.id)}`,
      unsubscribeUrl: await this.unsubscribe.urlFor(tx, actor, person.contactId, 'event-invitations'),
    });
  }
}
