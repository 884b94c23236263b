import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';

/** A calendar to subscribe to. */
export class NewCalendarFeedDto {
  /** All events of the organisation and the sessions of their released agendas. */
  @IsIn(['organizer'])
  @ApiProperty({ enum: ['organizer'], example: 'organizer' })
  kind: 'organizer';
}

/** A calendar that somebody subscribes to. */
export class CalendarFeedDto {
  @IdOf('fed')
  id: string;

  /** `organizer` shows the organisation's events and sessions, `order` one registration. */
  @ApiProperty({ enum: ['organizer', 'order'], enumName: 'CalendarFeedKind', example: 'organizer' })
  kind: 'organizer' | 'order';

  /** Whose it is; null for the feed of a registration. */
  @IdOf('usr', { nullable: true })
  userId: string | null;

  @ApiProperty({ format: 'date-time', example: '2027-02-20T09:00:00.000Z' })
  createdAt: string;

  static of(row: FeedRow): CalendarFeedDto {
    return {
      id: toPublicId('fed', row.id),
      kind: row.kind,
      userId: row.user_id && toPublicId('usr', row.user_id),
      createdAt: row.created_at.toISOString(),
    };
  }
}

/** A new feed with its address, which is a secret and shown only here. */
export class NewlyMadeCalendarFeedDto extends CalendarFeedDto {
  /** Whoever has this address reads the calendar, until the feed is deleted. */
  @ApiProperty({
    format: 'uri',
    example: 'https://turnout.example/feeds/3q2-7wAAAbcdefghijklmnopqrstuvwxyz0123456789.ics',
  })
  url: string;

  static withUrl(row: FeedRow, url: string): NewlyMadeCalendarFeedDto {
    return { ...CalendarFeedDto.of(row), url };
  }
}

/** A row of `calendar_feeds`. */
export interface FeedRow {
  id: string;
  kind: 'organizer' | 'order';
  user_id: string | null;
  order_id: string | null;
  created_at: Date;
}
