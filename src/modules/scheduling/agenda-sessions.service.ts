import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import { toInstant } from '../../kernel/time.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import { type Tx, affected } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { conflictsOf, distinctPersons } from './agenda.rules.js';
import { AgendaConflictsDto } from './agenda-conflict.dto.js';
import {
  draftSession,
  draftSessions,
  lastNumber,
  lockAgenda,
  pageOfDraft,
  replaceSession,
  writeDraft,
} from './agenda.queries.js';
import {
  AgendaSessionDto,
  type ChangeAgendaSessionDto,
  type DraftSession,
  type NewAgendaSessionDto,
} from './agenda-session.dto.js';
import { RoomsService } from './rooms.service.js';
import { sessionUnknown, startSkipped } from './scheduling.problems.js';

/** The draft of an agenda: what organisers work on. It may clash; conflicts are listed, not refused. */
@Injectable()
export class AgendaSessionsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly rooms: RoomsService,
  ) {}

  create(actor: Actor, eventId: string, input: NewAgendaSessionDto): Promise<AgendaSessionDto> {
    return this.db.transaction(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      if (input.roomId) await this.rooms.require(tx, actor, eventId, input.roomId, '/roomId');
      await lockAgenda(tx, eventId);
      const startsAt = instantOf(input.startsAt, event.timeZone);
      const guid = newId();
      const ids = await writeDraft(tx, actor, eventId, [
        {
          guid,
          number: (await lastNumber(tx, actor, eventId)) + 1,
          title: input.title,
          subtitle: input.subtitle ?? {},
          abstract: input.abstract ?? {},
          description: input.description ?? {},
          language: input.language ?? null,
          track: input.track?.trim() ?? null,
          kind: input.kind,
          roomId: input.roomId ?? null,
          startsAt,
          endsAt: after(startsAt, input.durationMinutes),
          persons: distinctPersons(input.persons ?? []),
          links: input.links ?? [],
        },
      ]);
      return AgendaSessionDto.of(await this.require(tx, actor, eventId, ids.get(guid) ?? guid), event.timeZone);
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<AgendaSessionDto>> {
    return this.db.read(actor, async (tx) => pageOfDraft(tx, actor, await this.events.get(tx, actor, eventId), query));
  }

  show(actor: Actor, eventId: string, sessionId: string): Promise<AgendaSessionDto> {
    return this.db.read(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      return AgendaSessionDto.of(await this.require(tx, actor, eventId, sessionId), event.timeZone);
    });
  }

  change(
    actor: Actor,
    session: { eventId: string; sessionId: string; version: number },
    input: ChangeAgendaSessionDto,
  ): Promise<AgendaSessionDto> {
    const { eventId, sessionId, version } = session;
    return this.db.transaction(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      const before = await this.require(tx, actor, eventId, sessionId);
      if (input.roomId) await this.rooms.require(tx, actor, eventId, input.roomId, '/roomId');
      if (!(await replaceSession(tx, actor, { ...changed(before, input, event.timeZone), version })))
        throw versionConflict();
      return AgendaSessionDto.of(await this.require(tx, actor, eventId, sessionId), event.timeZone);
    });
  }

  remove(actor: Actor, eventId: string, sessionId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      await this.require(tx, actor, eventId, sessionId);
      await affected(tx, 'delete from agenda_sessions where organization_id = $1 and id = $2', [
        actor.organizationId,
        sessionId,
      ]);
    });
  }

  conflicts(actor: Actor, eventId: string): Promise<AgendaConflictsDto> {
    return this.db.read(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      return AgendaConflictsDto.of(conflictsOf(await draftSessions(tx, actor, eventId), event));
    });
  }

  private async require(tx: Tx, actor: Actor, eventId: string, sessionId: string): Promise<DraftSession> {
    const session = await draftSession(tx, actor, eventId, sessionId);
    if (!session) throw sessionUnknown();
    return session;
  }
}

function changed(before: DraftSession, input: ChangeAgendaSessionDto, timeZone: string): DraftSession {
  const startsAt = input.startsAt ? instantOf(input.startsAt, timeZone) : before.startsAt;
  const minutes = input.durationMinutes ?? (before.endsAt.getTime() - before.startsAt.getTime()) / 60_000;
  return {
    ...before,
    title: input.title ?? before.title,
    subtitle: input.subtitle ?? before.subtitle,
    abstract: input.abstract ?? before.abstract,
    description: input.description ?? before.description,
    language: chosen(input.language, before.language),
    track: chosen(input.track && input.track.trim(), before.track),
    kind: input.kind ?? before.kind,
    roomId: chosen(input.roomId, before.roomId),
    startsAt,
    endsAt: after(startsAt, minutes),
    persons: input.persons ? distinctPersons(input.persons) : before.persons,
    links: input.links ?? before.links,
  };
}

/** Null clears, undefined leaves as it is. */
const chosen = (wanted: string | null | undefined, before: string | null): string | null =>
  wanted === undefined ? before : wanted;

const after = (start: Date, minutes: number): Date => new Date(start.getTime() + minutes * 60_000);

/** To the minute: agendas know no seconds. */
function instantOf(local: string, timeZone: string): Date {
  const instant = toInstant(local.slice(0, 16), timeZone);
  if (!instant) throw startSkipped({ pointer: '/startsAt', detail: `${local} does not exist in ${timeZone}` });
  return instant;
}
