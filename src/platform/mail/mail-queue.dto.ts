import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../http/id-param.js';
import { PageQuery } from '../http/page.dto.js';
import { MayBeLeftOut } from '../http/may-be-left-out.js';

const states = ['queued', 'sent', 'failed', 'dropped'] as const;

/** Filter of the mail list. */
export class MailQuery extends PageQuery {
  @MayBeLeftOut()
  @IsIn(states)
  @ApiProperty({ enum: states, required: false })
  state?: (typeof states)[number];
}

/** A mail that has been sent, waits, or could not be sent. Its content is not kept. */
export class MailDto {
  @IdOf('mai')
  id: string;

  /** @example "order-confirmed" */
  template: string;

  /** @example "anna@example.org" */
  address: string;

  /** `dropped`: no longer wanted when its turn came, e.g. consent withdrawn in between. */
  @ApiProperty({ enum: states })
  state: string;

  /** What the mail server said, where it refused for good. */
  @ApiProperty({ type: String, nullable: true })
  problem: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  sentAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  static of(row: MailRow): MailDto {
    return {
      id: toPublicId('mai', row.id),
      template: row.template,
      address: row.address,
      state: row.state,
      problem: row.problem,
      sentAt: row.sent_at?.toISOString() ?? null,
      createdAt: row.created_at.toISOString(),
    };
  }
}

/** What the list reads of the table `mails`. */
export interface MailRow {
  id: string;
  template: string;
  address: string;
  state: string;
  problem: string | null;
  sent_at: Date | null;
  created_at: Date;
  updated_at: Date;
}
