import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsEmail, IsIn, IsString, Length, ValidateNested } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, type LocalizedText, locales } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { IsCurrencyCode, IsLocalized, IsZone, LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import { NewPersonDto, SessionDto } from './session.dto.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** An organisation as it is set up. */
export class NewOrganizationDto {
  /** @example "Data Evenings" */
  @IsString()
  @Length(1, 200)
  name: string;

  /** Why the community exists. */
  @MayBeLeftOut()
  @IsLocalized()
  mission?: LocalizedTextDto;

  /** Language of mail to people whose language is unknown. */
  @IsIn(locales)
  @ApiProperty({ enum: locales, example: 'ru' })
  locale: Locale;

  /** Zone that new events start from. */
  @IsZone()
  timeZone: string;

  @IsCurrencyCode()
  currency: string;

  /** Where attendees can write to. */
  @IsEmail()
  @ApiProperty({ format: 'email', example: 'team@example.org' })
  contactEmail: string;
}

/** An organisation and its first owner. */
export class SignUpDto {
  @IsDefined()
  @ValidateNested()
  @Type(() => NewOrganizationDto)
  organization: NewOrganizationDto;

  @IsDefined()
  @ValidateNested()
  @Type(() => NewPersonDto)
  owner: NewPersonDto;
}

/** What may be changed of an organisation; what is left out stays. */
export class ChangeOrganizationDto {
  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  name?: string;

  @MayBeLeftOut()
  @IsLocalized()
  mission?: LocalizedTextDto;

  @MayBeLeftOut()
  @IsIn(locales)
  @ApiProperty({ enum: locales, required: false })
  locale?: Locale;

  @MayBeLeftOut()
  @IsEmail()
  contactEmail?: string;
}

/** An organisation. */
export class OrganizationDto {
  @IdOf('org')
  id: string;

  /** @example "Data Evenings" */
  name: string;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  mission: LocalizedText | null;

  @ApiProperty({ enum: locales })
  locale: Locale;

  /** @example "Europe/Moscow" */
  timeZone: string;

  /** @example "RUB" */
  currency: string;

  /** @example "team@example.org" */
  contactEmail: string;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(row: OrganizationRow): OrganizationDto {
    return {
      id: toPublicId('org', row.id),
      name: row.name,
      mission: row.mission,
      locale: row.locale,
      timeZone: row.time_zone,
      currency: row.currency,
      contactEmail: row.contact_email,
      version: row.version,
    };
  }
}

/** A new organisation and the session of its owner. */
export class SignedUpDto {
  @ApiProperty({ type: OrganizationDto })
  organization: OrganizationDto;

  @ApiProperty({ type: SessionDto })
  session: SessionDto;
}

/** A row of `organizations`. */
export interface OrganizationRow {
  id: string;
  name: string;
  mission: LocalizedText | null;
  locale: Locale;
  time_zone: string;
  currency: string;
  contact_email: string;
  version: number;
}
