import { ApiProperty, PartialType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsBoolean,
  IsIn,
  IsString,
  IsUrl,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, type LocalizedText, locales } from '../../kernel/text.js';
import { toLocal } from '../../kernel/time.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import { IsLocalTime, IsLocalized, IsZone, LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import type { PlannedEvent } from './event.entity.js';
import type { EventFormat, EventStatus } from './event.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const formats = ['online', 'offline', 'hybrid'] as const;
const statuses = ['draft', 'published', 'cancelled', 'closed'] as const;

/** The concept of an event. */
export class NewEventDto {
  @IsLocalized()
  title: LocalizedTextDto;

  /** One or two sentences for lists and mail. */
  @MayBeLeftOut()
  @IsLocalized()
  summary?: LocalizedTextDto;

  /** Everything a guest wants to know; paragraphs are separated by empty lines. */
  @MayBeLeftOut()
  @IsLocalized()
  description?: LocalizedTextDto;

  @MayBeLeftOut()
  @IsLocalized()
  theme?: LocalizedTextDto;

  /** How guests take part: questions, votes, workshops. */
  @MayBeLeftOut()
  @IsLocalized()
  interaction?: LocalizedTextDto;

  /** Steps, lifts, subtitles, sign language: what people need to know to be able to come. */
  @MayBeLeftOut()
  @IsLocalized()
  accessibility?: LocalizedTextDto;

  @IsIn(formats)
  @ApiProperty({ enum: formats, enumName: 'EventFormat', example: 'hybrid' })
  format: EventFormat;

  /** Languages the event's texts are in. */
  @ArrayNotEmpty()
  @ArrayUnique()
  @ArrayMaxSize(2)
  @IsIn(locales, { each: true })
  @ApiProperty({ enum: locales, enumName: 'Locale', isArray: true, example: ['ru', 'en'] })
  languages: Locale[];

  @MayBeLeftOut()
  @IsUrl({ protocols: ['https', 'http'], require_protocol: true })
  @ApiProperty({ format: 'uri', required: false, example: 'https://example.org/conduct' })
  codeOfConductUrl?: string;

  /** @example "Library on Nevsky" */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 300)
  venueName?: string;

  /** @example "Nevsky prospekt 20, Saint Petersburg" */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 500)
  venueAddress?: string;

  /** Where the event is seen online; shown to those who registered, never in public. */
  @MayBeLeftOut()
  @IsUrl({ protocols: ['https', 'http'], require_protocol: true })
  @ApiProperty({ format: 'uri', required: false, example: 'https://meet.example.org/data-evening' })
  onlineUrl?: string;

  @IsZone()
  timeZone: string;

  @IsLocalTime()
  startsAt: string;

  @IsLocalTime()
  endsAt: string;

  /** The address of the public page, `/e/<slug>`; made from the title where it is left out. */
  @MayBeLeftOut()
  @Matches(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  @Length(3, 60)
  @ApiProperty({
    required: false,
    pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    minLength: 3,
    maxLength: 60,
    example: 'data-evening',
  })
  slug?: string;

  /** The strategic objective the event stands under. Either this or `noObjectiveReason`. */
  @MayBeLeftOut()
  @PublicId('obj', { required: false })
  objectiveId?: string;

  /** Why the event stands under no objective. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 500)
  @ApiProperty({ required: false, example: 'A try-out of a new format' })
  noObjectiveReason?: string;
}

/** What may be changed of an event; what is left out stays. Times of a published event are changed by its rescheduling. */
export class ChangeEventDto extends PartialType(NewEventDto, { skipNullProperties: false }) {}

/** A new time for a published event. */
export class RescheduleEventDto {
  @IsLocalTime()
  startsAt: string;

  @IsLocalTime()
  endsAt: string;

  /** Whether everybody who registered gets a mail with the new calendar entry. */
  @IsBoolean()
  @ApiProperty({ example: true })
  notify: boolean;

  /** @example "The venue opens later that day" */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

/** Why an event will not take place. */
export class CancelEventDto {
  /** Whether everybody who registered gets a mail that takes the entry out of their calendar. */
  @IsBoolean()
  @ApiProperty({ example: true })
  notify: boolean;

  /** @example "The speaker is ill" */
  @IsString()
  @Length(1, 500)
  reason: string;
}

/** Filter of the event list. */
export class EventQuery extends PageQuery {
  @MayBeLeftOut()
  @IsIn(statuses)
  @ApiProperty({ enum: statuses, enumName: 'EventStatus', required: false })
  status?: EventStatus;
}

/** What anybody may know about a published event. */
export class PublicEventDto {
  /** @example "data-evening" */
  slug: string;

  @ApiProperty({ enum: statuses, enumName: 'EventStatus' })
  status: EventStatus;

  @ApiProperty({ type: LocalizedTextDto })
  title: LocalizedText;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  summary: LocalizedText | null;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  description: LocalizedText | null;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  accessibility: LocalizedText | null;

  @ApiProperty({ enum: formats, enumName: 'EventFormat' })
  format: EventFormat;

  @ApiProperty({ enum: locales, enumName: 'Locale', isArray: true })
  languages: Locale[];

  @ApiProperty({ type: String, format: 'uri', nullable: true })
  codeOfConductUrl: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Library on Nevsky' })
  venueName: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Nevsky prospekt 20, Saint Petersburg' })
  venueAddress: string | null;

  /** @example "Europe/Moscow" */
  timeZone: string;

  @ApiProperty({ format: 'date-time', example: '2027-03-14T15:00:00.000Z' })
  startsAt: string;

  @ApiProperty({ format: 'date-time', example: '2027-03-14T18:00:00.000Z' })
  endsAt: string;

  /** The start on the clock of the event's zone. */
  @ApiProperty({ example: '2027-03-14T18:00' })
  startsAtLocal: string;

  @ApiProperty({ example: '2027-03-14T21:00' })
  endsAtLocal: string;

  static of(event: PlannedEvent): PublicEventDto {
    return {
      slug: event.slug,
      status: event.status,
      title: event.title,
      summary: event.summary,
      description: event.description,
      accessibility: event.accessibility,
      format: event.format,
      languages: event.languages,
      codeOfConductUrl: event.codeOfConductUrl,
      venueName: event.venueName,
      venueAddress: event.venueAddress,
      timeZone: event.timeZone,
      startsAt: event.startsAt.toISOString(),
      endsAt: event.endsAt.toISOString(),
      startsAtLocal: toLocal(event.startsAt, event.timeZone),
      endsAtLocal: toLocal(event.endsAt, event.timeZone),
    };
  }
}

/** An event as its organisers see it. */
export class EventDto extends PublicEventDto {
  @IdOf('evt')
  id: string;

  @IdOf('obj', { nullable: true })
  objectiveId: string | null;

  @ApiProperty({ type: String, nullable: true })
  noObjectiveReason: string | null;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  theme: LocalizedText | null;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  interaction: LocalizedText | null;

  @ApiProperty({ type: String, format: 'uri', nullable: true })
  onlineUrl: string | null;

  /** The SEQUENCE that calendar entries of this event have now (RFC 5545, section 3.8.7.4). */
  @ApiProperty({ type: 'integer', example: 0 })
  calendarSequence: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  publishedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  cancelledAt: string | null;

  @ApiProperty({ type: String, nullable: true })
  cancellationReason: string | null;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static override of(event: PlannedEvent): EventDto {
    return {
      id: toPublicId('evt', event.id),
      ...PublicEventDto.of(event),
      objectiveId: event.objectiveId && toPublicId('obj', event.objectiveId),
      noObjectiveReason: event.noObjectiveReason,
      theme: event.theme,
      interaction: event.interaction,
      onlineUrl: event.onlineUrl,
      calendarSequence: event.calendarSequence,
      publishedAt: event.publishedAt?.toISOString() ?? null,
      cancelledAt: event.cancelledAt?.toISOString() ?? null,
      cancellationReason: event.cancellationReason,
      version: event.version,
    };
  }
}
