import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import type { AgendaSession, Conflict } from './agenda.rules.js';
import { AgendaTextOf } from './agenda-text.dto.js';

const kinds = ['room', 'person', 'outside-event'] as const;

/** A session where only its place in the agenda matters. */
export class SessionPlaceDto {
  @IdOf('ses')
  id: string;

  @AgendaTextOf({ en: 'Calendars disagree' })
  title: Record<string, string>;

  @ApiProperty({ type: String, nullable: true, example: 'Main hall' })
  room: string | null;

  @ApiProperty({ format: 'date-time', example: '2027-03-13T10:05:00.000Z' })
  startsAt: string;

  @ApiProperty({ format: 'date-time', example: '2027-03-13T10:50:00.000Z' })
  endsAt: string;

  static of(session: AgendaSession): SessionPlaceDto {
    return {
      id: toPublicId('ses', session.id),
      title: { ...session.title },
      room: session.roomName,
      startsAt: session.startsAt.toISOString(),
      endsAt: session.endsAt.toISOString(),
    };
  }
}

/** Two sessions that want the same room or person at the same time, or one that lies outside the event. */
export class AgendaConflictDto {
  @ApiProperty({ enum: kinds, enumName: 'AgendaConflictKind', example: 'room' })
  kind: Conflict['kind'];

  /** The room or the person that is wanted twice. */
  @ApiProperty({ type: String, nullable: true, example: 'Main hall' })
  subject: string | null;

  /** Since when. */
  @ApiProperty({ format: 'date-time', example: '2027-03-13T10:30:00.000Z' })
  from: string;

  @ApiProperty({ format: 'date-time', example: '2027-03-13T10:50:00.000Z' })
  to: string;

  @ApiProperty({ type: [SessionPlaceDto] })
  sessions: SessionPlaceDto[];

  static of(conflict: Conflict): AgendaConflictDto {
    return {
      kind: conflict.kind,
      subject: conflict.subject,
      from: conflict.from.toISOString(),
      to: conflict.to.toISOString(),
      sessions: conflict.sessions.map((session) => SessionPlaceDto.of(session)),
    };
  }
}

const most = 500;

/** What clashes in a draft. `room` and `person` conflicts keep it from being released; `outside-event` is a warning. */
export class AgendaConflictsDto {
  /** By time; no more than 500. */
  @ApiProperty({ type: [AgendaConflictDto] })
  items: AgendaConflictDto[];

  /** How many there are. */
  @ApiProperty({ type: 'integer', example: 1 })
  count: number;

  static of(conflicts: readonly Conflict[]): AgendaConflictsDto {
    return {
      items: conflicts.slice(0, most).map((conflict) => AgendaConflictDto.of(conflict)),
      count: conflicts.length,
    };
  }
}
