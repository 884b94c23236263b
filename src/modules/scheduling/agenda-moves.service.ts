import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import type { EventRescheduled } from '../events/events.messages.js';
import { insertRelease, insertReleased, lockAgenda } from './agenda.queries.js';
import { ReleasesService } from './releases.service.js';

const minute = 60_000;

/** The agenda moves with its event: people who read that the start is an hour later read the same in the programme. */
@Injectable()
export class AgendaMovesService implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly releases: ReleasesService,
  ) {}

  onModuleInit(): void {
    this.jobs.on<EventRescheduled['data']>('event.rescheduled', 'scheduling', (tx, actor, news) =>
      this.follow(tx, actor, news),
    );
  }

  /** Shifts the draft, and releases the released agenda anew; what of the draft is not released yet stays unreleased. */
  private async follow(tx: Tx, actor: Actor, news: EventRescheduled['data']): Promise<void> {
    const { eventId, calendarSequence, shiftMinutes } = news;
    if (shiftMinutes === 0) return;
    await lockAgenda(tx, eventId);
    const first = await affected(
      tx,
      `insert into agenda_moves (organization_id, event_id, calendar_sequence, shift_minutes) values ($1, $2, $3, $4) on conflict do nothing`,
      [actor.organizationId, eventId, calendarSequence, shiftMinutes],
    );
    if (first === 0) return;
    await affected(
      tx,
      `update agenda_sessions set starts_at = starts_at + make_interval(mins => $3), ends_at = ends_at + make_interval(mins => $3)
        where organization_id = $1 and event_id = $2`,
      [actor.organizationId, eventId, shiftMinutes],
    );
    const latest = await this.releases.latest(tx, actor, eventId);
    if (!latest) return;
    const release = await insertRelease(tx, actor, eventId, `${latest.release.name} · ${calendarSequence}`);
    if (!release) throw new Error('Each move of an event has a number of its own');
    const sessions = latest.sessions.map((session) => ({
      ...session,
      startsAt: new Date(session.startsAt.getTime() + shiftMinutes * minute),
      endsAt: new Date(session.endsAt.getTime() + shiftMinutes * minute),
    }));
    await insertReleased(tx, actor, { id: release.id, eventId }, sessions);
  }
}
