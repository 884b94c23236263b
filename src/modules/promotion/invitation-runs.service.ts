import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { AudienceService } from '../audience/audience.service.js';
import { EventsService } from '../events/events.service.js';
import { InvitationMails } from './invitation-mails.js';
import type { InvitationRunDto } from './invitation.dto.js';
import { isOpen, sortCandidates } from './invitation.rules.js';
import { invitedContacts } from './invitations.queries.js';
import { eventNotOpen } from './promotion.problems.js';

/** Sends personal invitations to a published event. */
@Injectable()
export class InvitationRunsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly audience: AudienceService,
    private readonly mails: InvitationMails,
  ) {}

  /** Invites everybody of the frozen audience who agreed to it and has not been invited; again means: only the new ones. */
  invite(actor: Actor, eventId: string): Promise<InvitationRunDto> {
    return this.db.transaction(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      if (!isOpen(event, this.clock.now())) throw eventNotOpen({ eventStatus: event.status });
      const audience = await this.audience.members(tx, actor, eventId, 'event-invitations');
      const sorted = sortCandidates(audience, await invitedContacts(tx, actor, eventId));
      const invited = await this.mails.queue(tx, actor, eventId, sorted.invite);
      return {
        targeted: audience.length,
        invited,
        alreadyInvited: sorted.alreadyInvited.length + sorted.invite.length - invited,
        waiting: sorted.waiting.length,
        withoutConsent: sorted.withoutConsent.length,
        doNotContact: sorted.doNotContact.length,
      };
    });
  }
}
