import { ApiProperty } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { type Locale, locales } from '../../kernel/text.js';
import { IsAddress } from '../../platform/http/person.dto.js';

/** The address that somebody says is theirs. */
export class NewEmailProofDto {
  /**
   * The event's public address.
   * @example "spring-meetup"
   */
  @Matches(/^[\w-]{3,80}$/)
  eventSlug: string;

  @IsAddress()
  email: string;

  /** The language of the mail. */
  @IsIn(locales)
  @ApiProperty({ enum: locales, enumName: 'Locale', example: 'ru' })
  locale: Locale;
}

/** A mail with six digits is on its way. */
export class EmailProofRequestedDto {
  /** Until when the digits may be named. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;
}

/** The digits that came by mail. */
export class CheckEmailProofDto {
  /** @example "spring-meetup" */
  @Matches(/^[\w-]{3,80}$/)
  eventSlug: string;

  @IsAddress()
  email: string;

  /** @example "042195" */
  @Matches(/^\d{6}$/)
  code: string;
}

/** What shows that an address is somebody's own. */
export class EmailProofDto {
  /** Goes with a quote, a hold or an order for this event; counts for an hour. */
  @ApiProperty({ example: 'eyJlIjoiYW5uYSJ9.3q2-7wAAAbcdefghijklmnopqrstuvwxyz0123456789' })
  emailToken: string;
}
