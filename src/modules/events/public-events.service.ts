import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { PublicEventDto } from './event.dto.js';
import { EventsService } from './events.service.js';

/** Events as everybody may see them. */
@Injectable()
export class PublicEventsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
  ) {}

  async show(slug: string): Promise<PublicEventDto> {
    const { actor, eventId } = await this.events.visit(slug);
    return this.db.read(actor, async (tx) => PublicEventDto.of(await this.events.getPublic(tx, actor, eventId)));
  }
}
