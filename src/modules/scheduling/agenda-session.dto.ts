import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { toLocal } from '../../kernel/time.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { IsLocalTime } from '../../platform/http/shapes.dto.js';
import { type AgendaSession, type SessionKind, type SessionLink, sessionKinds } from './agenda.rules.js';
import { AgendaTextOf, IsAgendaText, IsName } from './agenda-text.dto.js';
import { languageTag, longestMinutes } from './frab-reader.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** Further reading, slides, a recording. */
export class SessionLinkDto {
  @IsUrl({ protocols: ['https', 'http'], require_protocol: true, require_tld: false })
  @IsName()
  @MaxLength(2_000)
  @ApiProperty({ format: 'uri', example: 'https://www.w3.org/TR/WCAG22/' })
  url: string;

  @IsName()
  @MaxLength(300)
  @ApiProperty({ example: 'WCAG 2.2' })
  title: string;
}

/** A session of the draft agenda. */
export class NewAgendaSessionDto {
  /** By language tag (BCP 47, lower case); a session may be in any language. `und` where it is not known. */
  @IsAgendaText(300, { required: true, example: { en: 'Calendars disagree', ru: 'Календари расходятся' } })
  title: Record<string, string>;

  @MayBeLeftOut()
  @IsAgendaText(300, { example: { en: 'Lessons from sixty thousand invitations' } })
  subtitle?: Record<string, string>;

  /** In a paragraph. */
  @MayBeLeftOut()
  @IsAgendaText(20_000, { example: { en: 'Three calendar programs and one standard.' } })
  abstract?: Record<string, string>;

  /** At length. */
  @MayBeLeftOut()
  @IsAgendaText(20_000, { example: {} })
  description?: Record<string, string>;

  /** What is spoken, as a BCP 47 tag in lower case. */
  @IsOptional()
  @Matches(languageTag)
  @ApiProperty({ type: String, required: false, nullable: true, example: 'en' })
  language?: string | null;

  @IsOptional()
  @IsName()
  @MaxLength(100)
  @ApiProperty({ type: String, required: false, nullable: true, example: 'Engineering' })
  track?: string | null;

  @IsIn(sessionKinds)
  @ApiProperty({ enum: sessionKinds, enumName: 'SessionKind', example: 'talk' })
  kind: SessionKind;

  /** A room of the event; left out while it is open, and where the session is online. */
  @IsOptional()
  @PublicId('rom', { required: false, nullable: true })
  roomId?: string | null;

  /** On the clock of the event's zone. */
  @IsLocalTime()
  startsAt: string;

  @IsInt()
  @Min(1)
  @Max(longestMinutes)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: longestMinutes, example: 45 })
  durationMinutes: number;

  /** Who speaks or leads, by name. The same name is the same person throughout the event's agenda. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(50)
  @IsName({ each: true })
  @MaxLength(200, { each: true })
  @ApiProperty({ type: [String], required: false, example: ['Nadia Rahman'] })
  persons?: string[];

  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => SessionLinkDto)
  @ApiProperty({ type: [SessionLinkDto], required: false })
  links?: SessionLinkDto[];
}

/** What may be changed of a session; what is left out stays, null clears. */
export class ChangeAgendaSessionDto extends PartialType(NewAgendaSessionDto, { skipNullProperties: false }) {}

/** A session as an agenda shows it. */
export class AgendaEntryDto {
  @IdOf('ses')
  id: string;

  /** For life, across systems. */
  @ApiProperty({ format: 'uuid', example: '8f0a6a0e-3f43-5b1e-9a3e-0c8f2b9d7c11' })
  guid: string;

  /** Short number, unique in the event. */
  @ApiProperty({ type: 'integer', example: 6 })
  number: number;

  @AgendaTextOf({ en: 'Calendars disagree', ru: 'Календари расходятся' })
  title: Record<string, string>;

  @AgendaTextOf({})
  subtitle: Record<string, string>;

  @AgendaTextOf({ en: 'Three calendar programs and one standard.' })
  abstract: Record<string, string>;

  @AgendaTextOf({})
  description: Record<string, string>;

  @ApiProperty({ type: String, nullable: true, example: 'en' })
  language: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Engineering' })
  track: string | null;

  @ApiProperty({ enum: sessionKinds, enumName: 'SessionKind' })
  kind: SessionKind;

  @IdOf('rom', { nullable: true })
  roomId: string | null;

  /** The room's name. */
  @ApiProperty({ type: String, nullable: true, example: 'Main hall' })
  room: string | null;

  @ApiProperty({ format: 'date-time', example: '2027-03-13T10:05:00.000Z' })
  startsAt: string;

  @ApiProperty({ format: 'date-time', example: '2027-03-13T10:50:00.000Z' })
  endsAt: string;

  /** The start on the clock of the event's zone. */
  @ApiProperty({ example: '2027-03-13T13:05' })
  startsAtLocal: string;

  @ApiProperty({ example: '2027-03-13T13:50' })
  endsAtLocal: string;

  @ApiProperty({ type: 'integer', example: 45 })
  durationMinutes: number;

  @ApiProperty({ type: [String], example: ['Nadia Rahman'] })
  persons: string[];

  @ApiProperty({ type: [SessionLinkDto] })
  links: SessionLink[];

  static of(session: AgendaSession, timeZone: string): AgendaEntryDto {
    return {
      id: toPublicId('ses', session.id),
      guid: session.guid,
      number: session.number,
      title: { ...session.title },
      subtitle: { ...session.subtitle },
      abstract: { ...session.abstract },
      description: { ...session.description },
      language: session.language,
      track: session.track,
      kind: session.kind,
      roomId: session.roomId && toPublicId('rom', session.roomId),
      room: session.roomName,
      startsAt: session.startsAt.toISOString(),
      endsAt: session.endsAt.toISOString(),
      startsAtLocal: toLocal(session.startsAt, timeZone),
      endsAtLocal: toLocal(session.endsAt, timeZone),
      durationMinutes: (session.endsAt.getTime() - session.startsAt.getTime()) / 60_000,
      persons: [...session.persons],
      links: session.links.map(({ url, title }) => ({ url, title })),
    };
  }
}

/** A session of the draft. */
export class AgendaSessionDto extends AgendaEntryDto {
  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static override of(session: DraftSession, timeZone: string): AgendaSessionDto {
    return { ...AgendaEntryDto.of(session, timeZone), version: session.version };
  }
}

/** A session of the draft, with its version. */
export interface DraftSession extends AgendaSession {
  version: number;
}
