import { Injectable } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { Links } from '../../platform/links/links.service.js';
import { isInvited } from './admission.queries.js';

/** Who came by a personal link. */
@Injectable()
export class InvitedService {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
  ) {}

  /** Null also where the link no longer works: that keeps nobody from registering like everybody else. */
  async invitationOf(visitor: Actor, eventId: string, token: string | undefined): Promise<string | null> {
    if (token === undefined) return null;
    try {
      const { actor, subjectId } = await this.links.visit('invitation', token);
      const invited = await this.db.read(actor, (tx) => isInvited(tx, visitor, eventId, subjectId));
      return invited ? subjectId : null;
    } catch (error) {
      if (error instanceof Problem && error.refusal === linkUnknown) return null;
      throw error;
    }
  }
}
