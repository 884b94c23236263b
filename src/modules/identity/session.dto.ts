import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsString, Length, MaxLength } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** Addresses are compared in lower case. */
export const LowerCased = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toLowerCase() : value));

/** What signs a person in. */
export class SignInDto {
  /** @example "anna@example.org" */
  @LowerCased()
  @IsEmail()
  email: string;

  /** @example "correct horse battery staple" */
  @IsString()
  @MaxLength(200)
  password: string;

  /** Needed by people who belong to several organisations. */
  @MayBeLeftOut()
  @PublicId('org', { required: false })
  organizationId?: string;
}

/** A session: send the token as `Authorization: Bearer …`. */
export class SessionDto {
  /** Shown once. */
  @ApiProperty({ example: 'ses_3q2-7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs' })
  token: string;

  @IdOf('org')
  organizationId: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  static of(session: { token: string; organizationId: string; expiresAt: Date }): SessionDto {
    return {
      token: session.token,
      organizationId: toPublicId('org', session.organizationId),
      expiresAt: session.expiresAt.toISOString(),
    };
  }
}

/** What a person needs to be let in for the first time. */
export class NewPersonDto {
  /** @example "Анна Петрова" */
  @IsString()
  @Length(1, 200)
  name: string;

  /** @example "anna@example.org" */
  @LowerCased()
  @IsEmail()
  email: string;

  /** Twelve characters or more. Somebody who has an account already gives its password. */
  @IsString()
  @Length(12, 200)
  @ApiProperty({ minLength: 12, maxLength: 200, example: 'correct horse battery staple' })
  password: string;
}
