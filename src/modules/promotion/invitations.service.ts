import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { readPage } from '../../platform/http/keyset.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { AudienceService } from '../audience/audience.service.js';
import { EventsService } from '../events/events.service.js';
import { InvitationLinks } from './invitation-links.js';
import { InvitationDto, type InvitationQuery, type InvitationRow } from './invitation.dto.js';
import { findInvitation } from './invitations.queries.js';

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

/** Invitations that have gone out, and who comes by them. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly audience: AudienceService,
    private readonly links: InvitationLinks,
  ) {}

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
    const { actor, subjectId } = await this.links.visit(token);
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
}
