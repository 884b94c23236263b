import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const states = ['queued', 'sent', 'failed', 'dropped', 'registered'] as const;
export type InvitationState = (typeof states)[number];

/** What sending invitations came to: each person of the audience is counted once. */
export class InvitationRunDto {
  /** People in the frozen audience who have not been erased since. */
  @ApiProperty({ type: 'integer', example: 118 })
  targeted: number;

  /** Invited by this request; their mails are on the way. */
  @ApiProperty({ type: 'integer', example: 95 })
  invited: number;

  /** Invited by an earlier one; nobody is invited to an event twice. */
  @ApiProperty({ type: 'integer', example: 0 })
  alreadyInvited: number;

  /** May be invited, but one request invites 5,000 at most: the next one invites them. */
  @ApiProperty({ type: 'integer', example: 0 })
  waiting: number;

  /** Not invited: they have not agreed to invitations, or do not agree any more. */
  @ApiProperty({ type: 'integer', example: 20 })
  withoutConsent: number;

  /** Not invited: they must not be contacted at all. */
  @ApiProperty({ type: 'integer', example: 3 })
  doNotContact: number;
}

/** Filter of the list of invitations. */
export class InvitationQuery extends PageQuery {
  /** Only invitations that have come this far. */
  @MayBeLeftOut()
  @IsIn(states)
  @ApiProperty({ enum: states, required: false })
  state?: InvitationState;
}

/** An invitation of one person to an event, and how far it has come. */
export class InvitationDto {
  @IdOf('inv')
  id: string;

  @IdOf('evt')
  eventId: string;

  /** Null once the person is erased. */
  @IdOf('con', { nullable: true })
  contactId: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'anna@example.org' })
  email: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Анна Орлова' })
  name: string | null;

  /**
   * `queued`: the mail waits; `sent`: the mail server took it; `failed`: it refused for good; `dropped`: no longer wanted when its
   * turn came, e.g. consent was withdrawn; `registered`: the person has registered by the link.
   */
  @ApiProperty({ enum: states, example: 'sent' })
  state: InvitationState;

  /** What the mail server said, where it refused. */
  @ApiProperty({ type: String, nullable: true, example: null })
  problem: string | null;

  @ApiProperty({ format: 'date-time' })
  invitedAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  sentAt: string | null;

  @IdOf('ord', { nullable: true })
  orderId: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  registeredAt: string | null;

  static of(row: InvitationRow): InvitationDto {
    return {
      id: toPublicId('inv', row.id),
      eventId: toPublicId('evt', row.event_id),
      contactId: row.contact_id && toPublicId('con', row.contact_id),
      email: row.email,
      name: row.name,
      state: row.state,
      problem: row.problem,
      invitedAt: row.created_at.toISOString(),
      sentAt: row.sent_at?.toISOString() ?? null,
      orderId: row.order_id && toPublicId('ord', row.order_id),
      registeredAt: row.registered_at?.toISOString() ?? null,
    };
  }
}

/** A row of the view `invitation_progress`. */
export interface InvitationRow {
  id: string;
  event_id: string;
  contact_id: string | null;
  email: string | null;
  name: string | null;
  state: InvitationState;
  problem: string | null;
  created_at: Date;
  sent_at: Date | null;
  order_id: string | null;
  registered_at: Date | null;
}
