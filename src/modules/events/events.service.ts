import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import { move } from '../../kernel/transitions.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import { type Tx, affected } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { Links } from '../../platform/links/links.service.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { ObjectivesService } from '../identity/objectives.service.js';
import {
  type CancelEventDto,
  type ChangeEventDto,
  EventDto,
  type EventQuery,
  type NewEventDto,
  type RescheduleEventDto,
} from './event.dto.js';
import { PlannedEvent } from './event.entity.js';
import { type EventStatus, instantsOf, requireChangeable, requirePublishable, slugOf, steps } from './event.rules.js';
import { eventStateRefused, eventUnknown, slugTaken } from './events.problems.js';
import { eventCancelled, eventPublished, eventRescheduled } from './events.messages.js';
import { listEvents, localTimes } from './events.queries.js';
import { GoalsService } from './goals.service.js';

/** Fields of the concept that a request may set as they are. */
const plain = [
  'title',
  'summary',
  'description',
  'theme',
  'interaction',
  'accessibility',
  'format',
  'languages',
  'codeOfConductUrl',
  'venueName',
  'venueAddress',
  'onlineUrl',
] as const satisfies readonly (keyof NewEventDto & keyof PlannedEvent)[];

/** An event from idea to publication, and what may happen to it afterwards. */
@Injectable()
export class EventsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly links: Links,
    private readonly objectives: ObjectivesService,
    private readonly goals: GoalsService,
  ) {}

  create(actor: Actor, input: NewEventDto): Promise<EventDto> {
    return this.db.transaction(actor, async (tx) => {
      if (input.objectiveId) await this.objectives.require(tx, actor, input.objectiveId);
      const id = newId();
      await tx.insert(PlannedEvent, {
        id,
        organizationId: actor.organizationId,
        objectiveId: input.objectiveId ?? null,
        noObjectiveReason: input.objectiveId ? null : (input.noObjectiveReason ?? 'Not decided yet'),
        slug: await this.takeSlug(tx, actor, id, input),
        status: 'draft',
        timeZone: input.timeZone,
        ...chosen(input),
        ...timesOf(input),
      });
      return EventDto.of(await this.get(tx, actor, id));
    });
  }

  list(actor: Actor, query: EventQuery): Promise<Page<EventDto>> {
    return this.db.read(actor, (tx) => listEvents(tx, actor, query));
  }

  show(actor: Actor, eventId: string): Promise<EventDto> {
    return this.db.read(actor, async (tx) => EventDto.of(await this.get(tx, actor, eventId)));
  }

  change(actor: Actor, eventId: string, version: number, input: ChangeEventDto): Promise<EventDto> {
    return this.db.transaction(actor, async (tx) => {
      const event = await this.get(tx, actor, eventId);
      requireChangeable(event.status, input);
      if (input.objectiveId) await this.objectives.require(tx, actor, input.objectiveId);
      const local = await localTimes(tx, actor, eventId);
      const span = {
        startsAt: input.startsAt ?? local.startsAt,
        endsAt: input.endsAt ?? local.endsAt,
        timeZone: input.timeZone ?? event.timeZone,
      };
      const moved = event.status === 'published' && placeChanges(event, input);
      const changes = {
        ...chosen(input),
        ...timesOf(span),
        ...purposeOf(input),
        timeZone: span.timeZone,
        ...(input.slug && { slug: await this.takeSlug(tx, actor, eventId, { ...input, title: event.title }) }),
        ...(moved && { calendarSequence: event.calendarSequence + 1 }),
      };
      await this.save(tx, actor, event, version, changes);
      if (moved) {
        const news = { eventId, calendarSequence: event.calendarSequence + 1, shiftMinutes: 0, notify: true };
        await this.jobs.publish(tx, actor, [eventRescheduled(news)]);
      }
      return EventDto.of(await this.get(tx, actor, eventId));
    });
  }

  /** Opens the event to the public and freezes its goals. */
  publish(actor: Actor, eventId: string): Promise<EventDto> {
    return this.db.transaction(actor, async (tx) => {
      const event = await this.get(tx, actor, eventId);
      const status = move(steps, event.status, 'published', eventStateRefused);
      requirePublishable({ ...event, goals: await this.goals.count(tx, actor, eventId) }, this.clock.now());
      await this.save(tx, actor, event, event.version, { status, publishedAt: this.clock.now() });
      await this.goals.freeze(tx, actor, eventId);
      await this.jobs.publish(tx, actor, [eventPublished(eventId)]);
      return EventDto.of(await this.get(tx, actor, eventId));
    });
  }

  /** Moves a published event to another time: every calendar entry gets the same UID and a higher SEQUENCE, and the agenda moves along. */
  reschedule(actor: Actor, eventId: string, input: RescheduleEventDto): Promise<EventDto> {
    return this.db.transaction(actor, async (tx) => {
      const event = await this.get(tx, actor, eventId);
      if (event.status !== 'published')
        throw eventStateRefused({ detail: 'Only a published event is rescheduled; a draft is simply changed' });
      const times = timesOf({ ...input, timeZone: event.timeZone });
      const calendarSequence = event.calendarSequence + 1;
      await this.save(tx, actor, event, event.version, { ...times, calendarSequence });
      await affected(
        tx,
        `insert into event_moves (organization_id, event_id, from_starts_at, from_ends_at, to_starts_at, to_ends_at, reason, moved_by) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          actor.organizationId,
          eventId,
          event.startsAt,
          event.endsAt,
          times.startsAt,
          times.endsAt,
          input.reason ?? null,
          `${actor.kind}:${actor.id}`,
        ],
      );
      const shiftMinutes = Math.round((times.startsAt.getTime() - event.startsAt.getTime()) / 60_000);
      await this.jobs.publish(tx, actor, [
        eventRescheduled({ eventId, calendarSequence, shiftMinutes, notify: input.notify }),
      ]);
      return EventDto.of(await this.get(tx, actor, eventId));
    });
  }

  cancel(actor: Actor, eventId: string, input: CancelEventDto): Promise<EventDto> {
    return this.db.transaction(actor, async (tx) => {
      const event = await this.get(tx, actor, eventId);
      const status = move(steps, event.status, 'cancelled', eventStateRefused);
      const cancelled = {
        status,
        cancelledAt: this.clock.now(),
        cancellationReason: input.reason,
        calendarSequence: event.calendarSequence + 1,
      };
      await this.save(tx, actor, event, event.version, cancelled);
      if (input.notify) await this.jobs.publish(tx, actor, [eventCancelled(eventId)]);
      return EventDto.of(await this.get(tx, actor, eventId));
    });
  }

  /** Ends the event's life: nobody registers any more; evaluation goes on. */
  close(actor: Actor, eventId: string): Promise<EventDto> {
    return this.db.transaction(actor, async (tx) => {
      const event = await this.get(tx, actor, eventId);
      await this.save(tx, actor, event, event.version, {
        status: move(steps, event.status, 'closed', eventStateRefused),
      });
      return EventDto.of(await this.get(tx, actor, eventId));
    });
  }

  /** The event; refuses where the organisation has none with this id. */
  async get(tx: Tx, actor: Actor, eventId: string): Promise<PlannedEvent> {
    const event = await tx.findOneBy(PlannedEvent, { id: eventId, organizationId: actor.organizationId });
    if (!event) throw eventUnknown();
    return event;
  }

  /** Who comes to a public page, and its event's id. Whether the event is open is asked inside the transaction. */
  async visit(slug: string, claim?: IdempotencyClaim): Promise<{ actor: Actor; eventId: string }> {
    const { actor, subjectId } = await this.links.visit('event-page', slug, claim);
    return { actor, eventId: subjectId };
  }

  /** The event as a visitor may see it: not while it is a draft. */
  async getPublic(tx: Tx, actor: Actor, eventId: string): Promise<PlannedEvent> {
    const event = await this.get(tx, actor, eventId);
    if (event.status === 'draft') throw linkUnknown();
    return event;
  }

  /** The guard is in the statement: a version that somebody else has moved on from is not overwritten. */
  private async save(
    tx: Tx,
    actor: Actor,
    event: PlannedEvent,
    version: number,
    changes: Partial<PlannedEvent> & { status?: EventStatus },
  ): Promise<void> {
    const saved = await tx.update(
      PlannedEvent,
      { id: event.id, organizationId: actor.organizationId, version },
      changes,
    );
    if (saved.affected !== 1) throw versionConflict();
  }

  private async takeSlug(
    tx: Tx,
    actor: Actor,
    eventId: string,
    input: { slug?: string; title?: { en?: string; ru?: string } },
  ): Promise<string> {
    if (input.slug) {
      if (await this.links.takeAddress(tx, actor, eventId, input.slug)) return input.slug;
      throw slugTaken({ pointer: '/slug' });
    }
    const base = slugOf(input.title?.en ?? input.title?.ru ?? '').padEnd(3, '0');
    for (const candidate of [base, `${base}-${eventId.slice(-6)}`, `${base}-${eventId.slice(-12)}`]) {
      if (await this.links.takeAddress(tx, actor, eventId, candidate)) return candidate;
    }
    throw slugTaken();
  }
}

function chosen(input: Partial<NewEventDto>): Partial<PlannedEvent> {
  return Object.fromEntries(plain.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]));
}

function timesOf(span: { startsAt: string; endsAt: string; timeZone: string }) {
  return { startsLocal: span.startsAt, endsLocal: span.endsAt, ...instantsOf(span) };
}

/** The objective, or why there is none: saying one takes the other back. */
function purposeOf(input: ChangeEventDto): Partial<PlannedEvent> {
  if (input.objectiveId) return { objectiveId: input.objectiveId, noObjectiveReason: null };
  return input.noObjectiveReason ? { objectiveId: null, noObjectiveReason: input.noObjectiveReason } : {};
}

const placeChanges = (event: PlannedEvent, input: ChangeEventDto): boolean =>
  (['venueName', 'venueAddress', 'onlineUrl'] as const).some(
    (field) => input[field] !== undefined && input[field] !== event[field],
  );
