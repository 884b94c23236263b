import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsIn, ValidateIf } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import {
  type Channel,
  type Decision,
  type Purpose,
  channels,
  decisions,
  purposes,
  recordableChannels,
} from './consent.rules.js';
import { IsShortText } from './contact-shapes.js';
import { longest } from './contact-text.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** A decision of a person that you enter. */
export class NewConsentDto {
  @IsIn(purposes)
  @ApiProperty({ enum: purposes, example: 'event-invitations' })
  purpose: Purpose;

  @IsIn(decisions)
  @ApiProperty({ enum: decisions, example: 'granted' })
  decision: Decision;

  /** Version of the text that the person agreed to. Required for a grant: it is the proof. */
  @ValidateIf(
    ({ decision, textVersion }: NewConsentDto) =>
      decision === 'granted' || (textVersion !== undefined && textVersion !== null),
  )
  @IsShortText(longest.textVersion, { required: false, nullable: true, example: 'privacy-2026-01' })
  textVersion?: string | null;

  /** How the decision reached you. */
  @IsIn(recordableChannels)
  @ApiProperty({ enum: recordableChannels, example: 'paper' })
  channel: Channel;

  /** When the person decided; now where it is left out. A decision older than the one that holds does not replace it. */
  @MayBeLeftOut()
  @Type(() => Date)
  @IsDate()
  @ApiProperty({ type: 'string', format: 'date-time', required: false, example: '2026-09-12T16:30:00Z' })
  occurredAt?: Date;
}

/** One decision of a person on one purpose. */
export class ConsentDto {
  @ApiProperty({ enum: purposes })
  purpose: Purpose;

  @ApiProperty({ enum: decisions })
  decision: Decision;

  @ApiProperty({ type: String, nullable: true, example: 'privacy-2026-01' })
  textVersion: string | null;

  @ApiProperty({ enum: channels, example: 'paper' })
  channel: Channel;

  @ApiProperty({ format: 'date-time' })
  occurredAt: string;

  @ApiProperty({ format: 'date-time' })
  recordedAt: string;

  static of(row: ConsentRow): ConsentDto {
    return {
      purpose: row.purpose,
      decision: row.decision,
      textVersion: row.text_version,
      channel: row.channel,
      occurredAt: row.occurred_at.toISOString(),
      recordedAt: row.created_at.toISOString(),
    };
  }
}

/** A row of `consents`. */
export interface ConsentRow {
  id: string;
  purpose: Purpose;
  decision: Decision;
  text_version: string | null;
  channel: Channel;
  occurred_at: Date;
  created_at: Date;
}

/** One event that a person came to. */
export class AttendanceDto {
  /** @example "Data Evening 12" */
  label: string;

  @ApiProperty({ format: 'date', example: '2026-03-14' })
  occurredOn: string;

  /** The event, where it was held with Turnout. */
  @IdOf('evt', { nullable: true })
  eventId: string | null;

  @ApiProperty({ enum: ['import', 'check-in'] })
  source: string;

  static of(row: AttendanceRow): AttendanceDto {
    return {
      label: row.label,
      occurredOn: row.occurred_on,
      eventId: row.event_id && toPublicId('evt', row.event_id),
      source: row.source,
    };
  }
}

/** A row of `contact_activities`. */
export interface AttendanceRow {
  id: string;
  label: string;
  occurred_on: string;
  event_id: string | null;
  source: string;
}
