import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links, type Visit } from '../../platform/links/links.service.js';
import { UnsubscribeService } from './unsubscribe.service.js';

/** The two links of an invitation: the personal one to the event, and the way out. */
@Injectable()
export class InvitationLinks {
  constructor(
    private readonly config: Config,
    private readonly links: Links,
    private readonly unsubscribe: UnsubscribeService,
  ) {}

  /** Makes the links of these invitations work. */
  async issue(tx: Tx, actor: Actor, invitations: readonly { id: string; contactId: string }[]): Promise<void> {
    const ids = invitations.map(({ id }) => id);
    const contactIds = invitations.map(({ contactId }) => contactId);
    await this.links.issue(tx, actor, 'invitation', ids);
    await this.unsubscribe.prepare(tx, actor, contactIds, 'event-invitations');
  }

  /** The addresses of both, derived again from ids: no secret lies in the mail's row or job. */
  async of(
    tx: Tx,
    actor: Actor,
    invitation: { id: string; contactId: string },
  ): Promise<{ href: string; unsubscribeUrl: string }> {
    return {
      href: `${this.config.publicUrl}/i/${this.links.token('invitation', invitation.id)}`,
      unsubscribeUrl: await this.unsubscribe.urlFor(tx, actor, invitation.contactId, 'event-invitations'),
    };
  }

  /** Whose invitation the personal link is; `links/unknown` where it is nobody's. */
  visit(token: string): Promise<Visit> {
    return this.links.visit('invitation', token);
  }
}
