import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, locales } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import {
  type Decision,
  type DoNotContactReason,
  type Purpose,
  decisions,
  doNotContactReasons,
  purposes,
} from './consent.rules.js';
import { AreWords, IsContactAddress, IsShortText } from './contact-shapes.js';
import { longest } from './contact-text.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** A person to be known by the e-mail address. */
export class NewContactDto {
  /** Kept in lower case; one contact has it. */
  @IsContactAddress()
  email: string;

  @IsOptional()
  @IsShortText(longest.name, { required: false, nullable: true, example: 'Анна Орлова' })
  name?: string | null;

  @IsOptional()
  @IsShortText(longest.city, { required: false, nullable: true, example: 'Казань' })
  city?: string | null;

  /** Language of mail to this person; null where it is unknown. */
  @IsOptional()
  @IsIn(locales)
  @ApiProperty({ enum: locales, required: false, nullable: true, example: 'ru' })
  locale?: Locale | null;

  /** What you say about the person. Kept in lower case, each once. */
  @MayBeLeftOut()
  @AreWords(['speaker', 'volunteer'])
  tags?: string[];

  /** What the person cares about. Kept in lower case, each once. */
  @MayBeLeftOut()
  @AreWords(['databases'])
  interests?: string[];
}

/** What changes about a contact. What is left out stays; null clears name, city and locale. */
export class ChangeContactDto {
  @MayBeLeftOut()
  @IsContactAddress({ required: false })
  email?: string;

  @IsOptional()
  @IsShortText(longest.name, { required: false, nullable: true, example: 'Анна Орлова' })
  name?: string | null;

  @IsOptional()
  @IsShortText(longest.city, { required: false, nullable: true, example: 'Казань' })
  city?: string | null;

  @IsOptional()
  @IsIn(locales)
  @ApiProperty({ enum: locales, required: false, nullable: true, example: 'ru' })
  locale?: Locale | null;

  /** The whole new list. */
  @MayBeLeftOut()
  @AreWords(['speaker'])
  tags?: string[];

  /** The whole new list. */
  @MayBeLeftOut()
  @AreWords(['databases', 'kotlin'])
  interests?: string[];
}

/** Filter of the list of contacts. */
export class ContactQuery extends PageQuery {
  /** Only the contact with this address. */
  @MayBeLeftOut()
  @IsContactAddress({ required: false })
  email?: string;
}

/** Why the person must not be written to at all. */
export class SetDoNotContactDto {
  /** `unsubscribed`: the person asked for it; `bounced`: the address takes no mail; `manual`: you decided. */
  @IsIn(doNotContactReasons)
  @ApiProperty({ enum: doNotContactReasons, example: 'manual' })
  reason: DoNotContactReason;
}

/** Where a person stands on one purpose. */
export class ConsentStateDto {
  @ApiProperty({ enum: purposes, example: 'event-invitations' })
  purpose: Purpose;

  @ApiProperty({ enum: decisions, example: 'granted' })
  decision: Decision;

  /** When the person decided. */
  @ApiProperty({ format: 'date-time' })
  since: string;
}

/** That a person must not be written to, and why. */
export class DoNotContactDto {
  @ApiProperty({ enum: doNotContactReasons })
  reason: DoNotContactReason;

  @ApiProperty({ format: 'date-time' })
  since: string;
}

/** A person whom the community knows. */
export class ContactDto {
  @IdOf('con')
  id: string;

  /** @example "anna@example.org" */
  email: string;

  @ApiProperty({ type: String, nullable: true, example: 'Анна Орлова' })
  name: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Казань' })
  city: string | null;

  @ApiProperty({ enum: locales, nullable: true, example: 'ru' })
  locale: Locale | null;

  /** @example ["speaker"] */
  tags: string[];

  /** @example ["databases"] */
  interests: string[];

  /** One entry for each purpose on which the person has decided. No entry: no consent. */
  @ApiProperty({ type: [ConsentStateDto] })
  consents: ConsentStateDto[];

  /** Present where the person must not be written to, whatever the consents say. */
  @ApiProperty({ type: DoNotContactDto, nullable: true })
  doNotContact: DoNotContactDto | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  /** Consents count as changes too. */
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(row: ContactRow): ContactDto {
    return {
      id: toPublicId('con', row.id),
      email: row.email,
      name: row.name,
      city: row.city,
      locale: row.locale,
      tags: row.tags,
      interests: row.interests,
      consents: row.consents.map(({ purpose, decision, since }) => ({
        purpose,
        decision,
        since: new Date(since).toISOString(),
      })),
      doNotContact:
        row.do_not_contact && row.do_not_contact_since
          ? { reason: row.do_not_contact, since: row.do_not_contact_since.toISOString() }
          : null,
      createdAt: row.created_at.toISOString(),
      updatedAt: row.updated_at.toISOString(),
      version: row.version,
    };
  }
}

/** What is read of a contact: its row, and its current consents. */
export interface ContactRow {
  id: string;
  email: string;
  name: string | null;
  city: string | null;
  locale: Locale | null;
  tags: string[];
  interests: string[];
  consents: { purpose: Purpose; decision: Decision; since: string }[];
  do_not_contact: DoNotContactReason | null;
  do_not_contact_since: Date | null;
  created_at: Date;
  updated_at: Date;
  version: number;
}
