import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { EventsService } from '../events/events.service.js';
import { draftSessions } from './agenda.queries.js';
import { PublicAgendaDto } from './release.dto.js';
import { ReleasesService } from './releases.service.js';
import { RoomsService } from './rooms.service.js';
import { type FrabSchedule, toFrab } from './frab-writer.js';
import { nothingReleased } from './scheduling.problems.js';

type PlannedEvent = Awaited<ReturnType<EventsService['get']>>;

/** Agendas as they leave the house: to the public, to other programs, to calendars. */
@Injectable()
export class AgendaService {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly events: EventsService,
    private readonly releases: ReleasesService,
    private readonly rooms: RoomsService,
  ) {}

  /** The released agenda of an event that is public. */
  async showPublic(slug: string): Promise<PublicAgendaDto> {
    const { actor, eventId } = await this.events.visit(slug);
    return this.db.read(actor, async (tx) => {
      await this.events.getPublic(tx, actor, eventId);
      const agenda = await this.published(tx, actor, eventId);
      if (!agenda) throw nothingReleased();
      return agenda;
    });
  }

  /** The released agenda of an event; null before the first release. */
  async published(tx: Tx, actor: Actor, eventId: string): Promise<PublicAgendaDto | null> {
    const event = await this.events.get(tx, actor, eventId);
    const agenda = await this.releases.latest(tx, actor, eventId);
    return agenda && PublicAgendaDto.of(agenda.release, agenda.sessions, event.timeZone);
  }

  /** The agenda in the frab format: the latest release, or the draft. */
  schedule(actor: Actor, eventId: string, ofDraft: boolean): Promise<FrabSchedule> {
    return this.db.read(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      if (!ofDraft) return this.releasedSchedule(tx, actor, event);
      return this.frab(tx, actor, event, { sessions: await draftSessions(tx, actor, eventId), version: 'draft' });
    });
  }

  /** The same of a public event: the latest release. */
  async publicSchedule(slug: string): Promise<FrabSchedule> {
    const { actor, eventId } = await this.events.visit(slug);
    return this.db.read(actor, async (tx) =>
      this.releasedSchedule(tx, actor, await this.events.getPublic(tx, actor, eventId)),
    );
  }

  private async releasedSchedule(tx: Tx, actor: Actor, event: PlannedEvent): Promise<FrabSchedule> {
    const agenda = await this.releases.latest(tx, actor, event.id);
    if (!agenda) throw nothingReleased();
    return this.frab(tx, actor, event, { sessions: agenda.sessions, version: agenda.release.name });
  }

  private async frab(
    tx: Tx,
    actor: Actor,
    event: PlannedEvent,
    content: Pick<Parameters<typeof toFrab>[0], 'sessions' | 'version'>,
  ): Promise<FrabSchedule> {
    const used = new Set(content.sessions.map((session) => session.roomId));
    const rooms = (await this.rooms.all(tx, actor, event.id)).filter((room) => used.has(room.id));
    return toFrab({
      event: {
        id: event.id,
        slug: event.slug,
        title: { ...event.title },
        languages: event.languages,
        timeZone: event.timeZone,
        startsAt: event.startsAt,
        endsAt: event.endsAt,
        venueName: event.venueName,
        url: `${this.config.publicUrl}/e/${event.slug}`,
      },
      rooms,
      ...content,
    });
  }
}
