import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

export class NewReportLinkDto {
  /** For whom it is; only the organisation sees it. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  @ApiProperty({ type: 'string', required: false, example: 'Sponsors' })
  name?: string;
}

/** A link under which the report of an event can be read without an account. */
export class ReportLinkDto {
  @IdOf('rpt')
  id: string;

  @IdOf('evt')
  eventId: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'Sponsors' })
  name: string | null;

  /** The address, shown once: when the link is made. */
  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    example: 'https://events.example.org/reports/2n4cFzY3q2-7wABAgMEBQYHCAkKCwwNDg8QERITFBU',
  })
  url: string | null;

  /** When it stopped working. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  revokedAt: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  static of(row: ReportLinkRow, url: string | null = null): ReportLinkDto {
    return {
      id: toPublicId('rpt', row.id),
      eventId: toPublicId('evt', row.event_id),
      name: row.name,
      url,
      revokedAt: row.revoked_at?.toISOString() ?? null,
      createdAt: row.created_at.toISOString(),
    };
  }
}

/** A row of `report_links`. */
export interface ReportLinkRow {
  id: string;
  event_id: string;
  name: string | null;
  revoked_at: Date | null;
  created_at: Date;
}
