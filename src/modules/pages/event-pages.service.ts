import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { EventsService } from '../events/events.service.js';
import { PublicEventDto } from '../events/event.dto.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { AgendaService } from '../scheduling/agenda.service.js';
import { OffersService } from '../ticketing/offers.service.js';
import { WaitingListsService } from '../waitlist/waiting-lists.service.js';
import type { Door } from './doors.service.js';
import type { EventFacts } from './event.view.js';

/** What somebody brings along: a code, and the currency in which they count. */
export interface Brought {
  code?: string | null;
  currency?: string | null;
  /** For those who hold places: also what is not, or no longer, for everybody. */
  everything?: boolean;
}

/** Reads what the pages of an event show. */
@Injectable()
export class EventPagesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly organizations: OrganizationsService,
    private readonly events: EventsService,
    private readonly offers: OffersService,
    private readonly agendas: AgendaService,
    private readonly lists: WaitingListsService,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  /** Where the event is seen online; for those who are registered only. */
  onlineUrl({ actor, eventId }: Pick<Door, 'actor' | 'eventId'>): Promise<string | null> {
    return this.db.read(actor, async (tx) => (await this.events.getPublic(tx, actor, eventId)).onlineUrl);
  }

  facts({ actor, eventId, path, invitation }: Door, brought: Brought = {}): Promise<EventFacts> {
    return this.db.read(actor, async (tx) => ({
      event: PublicEventDto.of(await this.events.getPublic(tx, actor, eventId)),
      organization: await this.organizations.get(tx, actor),
      offers: await this.offers.offers(tx, actor, eventId, { ...brought, invited: invitation !== null }),
      waitingList: await this.lists.publicList(tx, actor, eventId),
      agenda: await this.agendas.published(tx, actor, eventId),
      path,
      invited: invitation?.name ?? null,
      code: brought.code ?? null,
      now: this.clock.now(),
    }));
  }
}
