import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsIn, IsString, Length } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, locales } from '../../kernel/text.js';
import { type Role, roles } from '../../platform/auth/permissions.js';
import { IdOf } from '../../platform/http/id-param.js';
import { LowerCased } from './session.dto.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** Somebody to be invited into the team. */
export class InviteMemberDto {
  /** @example "boris@example.org" */
  @LowerCased()
  @IsEmail()
  email: string;

  /** @example "Борис Иванов" */
  @IsString()
  @Length(1, 200)
  name: string;

  @IsIn(roles)
  @ApiProperty({ enum: roles, enumName: 'Role', example: 'finance' })
  role: Role;

  /** Language of the invitation. */
  @MayBeLeftOut()
  @IsIn(locales)
  @ApiProperty({ enum: locales, required: false, default: 'en' })
  locale: Locale = 'en';
}

/** An invitation that has been mailed; valid for seven days. */
export class MemberInvitationDto {
  @IdOf('inv')
  id: string;

  /** @example "boris@example.org" */
  email: string;

  @ApiProperty({ enum: roles, enumName: 'Role' })
  role: Role;

  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  static of(row: { id: string; email: string; role: Role; expires_at: Date }): MemberInvitationDto {
    return { id: toPublicId('inv', row.id), email: row.email, role: row.role, expiresAt: row.expires_at.toISOString() };
  }
}

/** What an invitation says to who holds its link. */
export class InvitationPreviewDto {
  /** @example "Data Evenings" */
  organization: string;

  /** @example "Борис Иванов" */
  name: string;

  /** @example "boris@example.org" */
  email: string;

  @ApiProperty({ enum: roles, enumName: 'Role' })
  role: Role;
}

/** The acceptance of an invitation. */
export class AcceptInvitationDto {
  /** A new password of twelve characters or more; somebody who has an account already gives its password. */
  @IsString()
  @Length(12, 200)
  @ApiProperty({ minLength: 12, maxLength: 200, example: 'correct horse battery staple' })
  password: string;
}

/** What may be changed of a membership. */
export class ChangeMemberDto {
  @IsIn(roles)
  @ApiProperty({ enum: roles, enumName: 'Role' })
  role: Role;
}

/** A member of the organisation's team. */
export class MemberDto {
  @IdOf('mem')
  id: string;

  /** @example "Борис Иванов" */
  name: string;

  /** @example "boris@example.org" */
  email: string;

  @ApiProperty({ enum: roles, enumName: 'Role' })
  role: Role;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(row: MemberRow): MemberDto {
    return { id: toPublicId('mem', row.id), name: row.name, email: row.email, role: row.role, version: row.version };
  }
}

/** A row of `members` with its person. */
export interface MemberRow {
  id: string;
  user_id: string;
  name: string;
  email: string;
  role: Role;
  version: number;
}
