import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import type { Page } from '../../kernel/page.js';
import type { Problem } from '../../kernel/problem.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected } from '../../platform/database/sql.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { AgendaConflictDto } from './agenda-conflict.dto.js';
import { type AgendaSession, changesBetween, conflictsOf } from './agenda.rules.js';
import {
  draftSessions,
  findRelease,
  insertRelease,
  insertReleased,
  latestRelease,
  lockAgenda,
  pageOfReleases,
  type Release,
  releaseBefore,
  releasedSessions,
} from './agenda.queries.js';
import { AgendaReleaseDetailsDto, AgendaReleaseDto, type NewAgendaReleaseDto } from './release.dto.js';
import {
  nothingToRelease,
  personDoubleBooked,
  releaseNameTaken,
  releaseUnknown,
  roomDoubleBooked,
} from './scheduling.problems.js';

/** Releases of an agenda: copies of the draft in which no room and no person is booked twice. */
@Injectable()
export class ReleasesService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
  ) {}

  create(actor: Actor, eventId: string, input: NewAgendaReleaseDto): Promise<AgendaReleaseDetailsDto> {
    return this.db.transaction(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      await lockAgenda(tx, eventId);
      const draft = await draftSessions(tx, actor, eventId);
      if (draft.length === 0) throw nothingToRelease();
      const before = await this.latestSessions(tx, actor, eventId);
      const release = await insertRelease(tx, actor, eventId, input.name.trim());
      if (!release) throw releaseNameTaken({ pointer: '/name' });
      await insertReleased(tx, actor, { id: release.id, eventId }, draft);
      await requireNoClash(tx, draft, event);
      return AgendaReleaseDetailsDto.details(release, {
        changes: changesBetween(before, draft),
        sessions: draft,
        timeZone: event.timeZone,
      });
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<AgendaReleaseDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return pageOfReleases(tx, actor, eventId, query, (release) => AgendaReleaseDto.of(release));
    });
  }

  show(actor: Actor, eventId: string, releaseId: string): Promise<AgendaReleaseDetailsDto> {
    return this.db.read(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      const release = await findRelease(tx, actor, eventId, releaseId);
      if (!release) throw releaseUnknown();
      const previous = await releaseBefore(tx, actor, eventId, release.number);
      const before = previous ? await releasedSessions(tx, actor, previous.id) : [];
      const sessions = await releasedSessions(tx, actor, release.id);
      return AgendaReleaseDetailsDto.details(release, {
        changes: changesBetween(before, sessions),
        sessions,
        timeZone: event.timeZone,
      });
    });
  }

  /** The release that the public sees, with its sessions; null before the first. */
  async latest(tx: Tx, actor: Actor, eventId: string): Promise<{ release: Release; sessions: AgendaSession[] } | null> {
    const release = await latestRelease(tx, actor, eventId);
    return release ? { release, sessions: await releasedSessions(tx, actor, release.id) } : null;
  }

  private async latestSessions(tx: Tx, actor: Actor, eventId: string): Promise<AgendaSession[]> {
    return (await this.latest(tx, actor, eventId))?.sessions ?? [];
  }
}

interface Span {
  startsAt: Date;
  endsAt: Date;
}

/**
 * The database decides whether rooms and persons are free. Its constraints are deferred, so that rows may clash while a
 * release is being written, and would speak at COMMIT, where nobody is left to name the sessions; so they are asked for here,
 * as the last thing of the work. The draft in hand then tells which sessions the refusal is about.
 */
async function requireNoClash(tx: Tx, draft: readonly AgendaSession[], event: Span): Promise<void> {
  try {
    await affected(tx, 'set constraints all immediate');
  } catch (error) {
    throw clashOf(error, draft, event) ?? error;
  }
}

function clashOf(error: unknown, draft: readonly AgendaSession[], event: Span): Problem | null {
  if (!(error instanceof QueryFailedError)) return null;
  const { code, constraint } = error.driverError as { code?: string; constraint?: string };
  if (code !== '23P01') return null;
  const clashes = conflictsOf(draft, event).filter((conflict) => conflict.kind !== 'outside-event');
  const refuse = constraint === 'one_session_of_a_person' ? personDoubleBooked : roomDoubleBooked;
  return refuse({ conflicts: clashes.slice(0, 50).map((conflict) => AgendaConflictDto.of(conflict)) });
}
