import { ApiProperty } from '@nestjs/swagger';
import { MaxLength } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { type AgendaSession, type Change, inReadingOrder } from './agenda.rules.js';
import { SessionPlaceDto } from './agenda-conflict.dto.js';
import type { Release } from './agenda.queries.js';
import { AgendaEntryDto } from './agenda-session.dto.js';
import { AgendaTextOf, IsName } from './agenda-text.dto.js';

/** A release of the agenda. */
export class NewAgendaReleaseDto {
  /** Unique in the event; shown to the public as the version of the agenda. */
  @IsName()
  @MaxLength(100)
  @ApiProperty({ example: '1.0' })
  name: string;
}

/** What a release changes for one session against the release before. */
export class AgendaChangeDto {
  @ApiProperty({ enum: ['new', 'moved', 'changed', 'cancelled'], enumName: 'AgendaChangeKind', example: 'moved' })
  kind: Change['kind'];

  @IdOf('ses')
  sessionId: string;

  @ApiProperty({ format: 'uuid' })
  guid: string;

  @AgendaTextOf({ en: 'Calendars disagree' })
  title: Record<string, string>;

  /** Which members differ; `moved` where time, length or room are among them. */
  @ApiProperty({ type: [String], example: ['startsAt', 'endsAt'] })
  fields: string[];

  @ApiProperty({ type: SessionPlaceDto, nullable: true })
  before: SessionPlaceDto | null;

  @ApiProperty({ type: SessionPlaceDto, nullable: true })
  after: SessionPlaceDto | null;

  static of(change: Change): AgendaChangeDto[] {
    const session = change.after ?? change.before;
    if (!session) return [];
    return [
      {
        kind: change.kind,
        sessionId: toPublicId('ses', session.id),
        guid: session.guid,
        title: { ...session.title },
        fields: change.fields.map((field) => (field === 'roomName' ? 'room' : field)),
        before: change.before && SessionPlaceDto.of(change.before),
        after: change.after && SessionPlaceDto.of(change.after),
      },
    ];
  }
}

/** A named release of an agenda. */
export class AgendaReleaseDto {
  @IdOf('rel')
  id: string;

  /** Counts up from 1. */
  @ApiProperty({ type: 'integer', example: 2 })
  number: number;

  /** @example "1.1" */
  name: string;

  @ApiProperty({ format: 'date-time', example: '2027-02-20T09:00:00.000Z' })
  releasedAt: string;

  static of(release: Release): AgendaReleaseDto {
    return {
      id: toPublicId('rel', release.id),
      number: release.number,
      name: release.name,
      releasedAt: release.createdAt.toISOString(),
    };
  }
}

/** A release with what it holds and what it changed. */
export class AgendaReleaseDetailsDto extends AgendaReleaseDto {
  /** Against the release before; everything is new in the first. */
  @ApiProperty({ type: [AgendaChangeDto] })
  changes: AgendaChangeDto[];

  /** By time. */
  @ApiProperty({ type: [AgendaEntryDto] })
  sessions: AgendaEntryDto[];

  static details(
    release: Release,
    content: { changes: readonly Change[]; sessions: readonly AgendaSession[]; timeZone: string },
  ): AgendaReleaseDetailsDto {
    return {
      ...AgendaReleaseDto.of(release),
      changes: content.changes.flatMap((change) => AgendaChangeDto.of(change)),
      sessions: inReadingOrder(content.sessions).map((session) => AgendaEntryDto.of(session, content.timeZone)),
    };
  }
}

/** The agenda as everybody may see it. */
export class PublicAgendaDto {
  /** Name of the release. */
  @ApiProperty({ example: '1.1' })
  version: string;

  @ApiProperty({ format: 'date-time', example: '2027-02-20T09:00:00.000Z' })
  releasedAt: string;

  /** @example "Europe/Moscow" */
  timeZone: string;

  /** By time. */
  @ApiProperty({ type: [AgendaEntryDto] })
  sessions: AgendaEntryDto[];

  static of(release: Release, sessions: readonly AgendaSession[], timeZone: string): PublicAgendaDto {
    return {
      version: release.name,
      releasedAt: release.createdAt.toISOString(),
      timeZone,
      sessions: inReadingOrder(sessions).map((session) => AgendaEntryDto.of(session, timeZone)),
    };
  }
}
