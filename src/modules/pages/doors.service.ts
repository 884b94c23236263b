import { Injectable } from '@nestjs/common';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { EventsService } from '../events/events.service.js';
import { InvitationsService } from '../promotion/invitations.service.js';

/** How somebody came to an event: by its public address or by a personal link. */
export interface Door {
  actor: Actor;
  eventId: string;
  /** `/e/<slug>` or `/i/<token>`. */
  path: string;
  invitation: { token: string; name: string | null; email: string | null; locale: Locale | null } | null;
}

@Injectable()
export class DoorsService {
  constructor(
    private readonly events: EventsService,
    private readonly invitations: InvitationsService,
  ) {}

  async byAddress(slug: string): Promise<Door> {
    const { actor, eventId } = await this.events.visit(slug);
    return { actor, eventId, path: `/e/${slug}`, invitation: null };
  }

  async byInvitation(token: string): Promise<Door> {
    const { actor, eventId, name, email, locale } = await this.invitations.visit(token);
    return { actor, eventId, path: `/i/${token}`, invitation: { token, name, email, locale } };
  }
}
