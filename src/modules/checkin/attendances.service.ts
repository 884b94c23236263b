import { Injectable, type OnModuleInit } from '@nestjs/common';
import { inLocale } from '../../kernel/text.js';
import { toLocal } from '../../kernel/time.js';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { AudienceService } from '../audience/audience.service.js';
import { EventsService } from '../events/events.service.js';
import type { TicketAdmitted } from './checkin.messages.js';
import { attendeeOf } from './scans.queries.js';

/** Tells the community who came, so that the next event can be for those who did, or did not. */
@Injectable()
export class Attendances implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly events: EventsService,
    private readonly audience: AudienceService,
  ) {}

  onModuleInit(): void {
    this.jobs.on<TicketAdmitted['data']>('ticket.admitted', 'audience', (tx, actor, admitted) =>
      this.record(tx, actor, admitted),
    );
  }

  private async record(tx: Tx, actor: Actor, { ticketId, eventId }: TicketAdmitted['data']): Promise<void> {
    const contactId = await this.contactBehind(tx, actor, ticketId);
    if (!contactId) return;
    const event = await this.events.get(tx, actor, eventId);
    await this.audience.recordAttendance(tx, actor, {
      contactId,
      eventId,
      label: inLocale(event.title, event.languages[0] ?? 'en'),
      occurredOn: toLocal(event.startsAt, event.timeZone).slice(0, 10),
    });
  }

  /** The contact with the attendee's address. A ticket without one is its buyer's only where it is the first of the order. */
  private async contactBehind(tx: Tx, actor: Actor, ticketId: string): Promise<string | null> {
    const attendee = await attendeeOf(tx, actor, ticketId);
    if (!attendee) return null;
    const { attendeeEmail, position, email, contactId } = attendee;
    const isBuyer = attendeeEmail === null ? position === 1 : attendeeEmail === email;
    if (isBuyer && contactId) return contactId;
    const address = attendeeEmail ?? (isBuyer ? email : null);
    return (address && (await this.audience.contactFor(tx, actor, address))?.contactId) ?? null;
  }
}
