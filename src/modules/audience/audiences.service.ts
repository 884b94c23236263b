import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { EventsService } from '../events/events.service.js';
import { audienceFinal, eventOver } from './audience.problems.js';
import { findAudience, freezeMembers, isFrozen, lockAudience } from './audiences.queries.js';
import { EventAudienceDto, type FreezeAudienceDto } from './event-audience.dto.js';
import { findSegment } from './segments.queries.js';

/** The audience of an event: whom it is for, taken down once, so that later numbers compare with who was targeted. */
@Injectable()
export class AudiencesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
  ) {}

  /**
   * While the event is a draft a new audience supersedes the one before. Once it is published its goals are judged against
   * the audience, so that is final; an event that was published without one may still get its first.
   */
  freeze(actor: Actor, eventId: string, input: FreezeAudienceDto): Promise<EventAudienceDto> {
    return this.db.transaction(actor, async (tx) => {
      await lockAudience(tx, eventId);
      const event = await this.events.get(tx, actor, eventId);
      if (event.status === 'cancelled' || event.status === 'closed') throw eventOver({ eventStatus: event.status });
      if (event.status === 'published' && (await isFrozen(tx, actor, eventId))) throw audienceFinal();
      const segment = await findSegment(tx, actor, input.segmentId);
      const today = this.clock.now().toISOString().slice(0, 10);
      await freezeMembers(tx, actor, eventId, segment, { organizationId: actor.organizationId, today });
      return EventAudienceDto.of(await findAudience(tx, actor, eventId));
    });
  }

  show(actor: Actor, eventId: string): Promise<EventAudienceDto> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return EventAudienceDto.of(await findAudience(tx, actor, eventId));
    });
  }
}
