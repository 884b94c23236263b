import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { RuleProperty } from './segment.dto.js';
import type { Rule } from './segment.rules.js';

/** Whom the event is for. */
export class FreezeAudienceDto {
  @PublicId('seg')
  segmentId: string;
}

/** Who is targeted by an event, as of the moment when it was frozen. */
export class EventAudienceDto {
  @IdOf('aud')
  id: string;

  @IdOf('evt')
  eventId: string;

  /** Null once the segment is deleted. */
  @IdOf('seg', { nullable: true })
  segmentId: string | null;

  /** The segment's name when the audience was frozen. */
  @ApiProperty({ example: 'Back-end people in Kazan who come' })
  segmentName: string;

  /** The segment's rule when the audience was frozen. */
  @RuleProperty()
  rule: Rule;

  /** Everybody who was targeted; it never changes. */
  @ApiProperty({ type: 'integer', example: 120 })
  size: number;

  /** Of them, those who may be invited now: with consent and without do-not-contact. */
  @ApiProperty({ type: 'integer', example: 95 })
  mayInvite: number;

  /** Of them, those who must not be contacted at all. */
  @ApiProperty({ type: 'integer', example: 3 })
  doNotContact: number;

  /** Of them, those who may be contacted but have not agreed to invitations. */
  @ApiProperty({ type: 'integer', example: 20 })
  withoutConsent: number;

  /** Of them, those who have been erased since. */
  @ApiProperty({ type: 'integer', example: 2 })
  erased: number;

  @ApiProperty({ format: 'date-time' })
  frozenAt: string;

  static of(row: EventAudienceRow): EventAudienceDto {
    return {
      id: toPublicId('aud', row.id),
      eventId: toPublicId('evt', row.event_id),
      segmentId: row.segment_id && toPublicId('seg', row.segment_id),
      segmentName: row.segment_name,
      rule: row.rule,
      size: row.size,
      mayInvite: row.may_invite,
      doNotContact: row.do_not_contact,
      withoutConsent: row.without_consent,
      erased: row.size - row.may_invite - row.do_not_contact - row.without_consent,
      frozenAt: row.created_at.toISOString(),
    };
  }
}

/** The current snapshot of an event with what its people may be written today. */
export interface EventAudienceRow {
  id: string;
  event_id: string;
  segment_id: string | null;
  segment_name: string;
  rule: Rule;
  size: number;
  may_invite: number;
  do_not_contact: number;
  without_consent: number;
  created_at: Date;
}
