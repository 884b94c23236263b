import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, ArrayUnique, IsDate, IsIn, IsString, Length } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { type Permission, permissions } from '../../platform/auth/permissions.js';
import { IdOf } from '../../platform/http/id-param.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** A key to be made for an integration or a device. */
export class NewApiKeyDto {
  /** @example "Scanner at the main door" */
  @IsString()
  @Length(1, 200)
  name: string;

  /** What the key may do; never more than who makes it. */
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsIn(permissions, { each: true })
  @ApiProperty({ enum: permissions, enumName: 'Permission', isArray: true, example: ['events:read', 'checkin:write'] })
  permissions: Permission[];

  /** When it stops working; never, where it is left out. */
  @MayBeLeftOut()
  @Type(() => Date)
  @IsDate()
  @ApiProperty({ type: 'string', format: 'date-time', required: false })
  expiresAt?: Date;
}

/** An API key without its secret. */
export class ApiKeyDto {
  @IdOf('key')
  id: string;

  /** @example "Scanner at the main door" */
  name: string;

  /** How the key begins, to tell it from others. */
  @ApiProperty({ example: 'tok_3q2-7w' })
  prefix: string;

  @ApiProperty({ enum: permissions, enumName: 'Permission', isArray: true })
  permissions: Permission[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  revokedAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  static of(row: ApiKeyRow): ApiKeyDto {
    return {
      id: toPublicId('key', row.id),
      name: row.name,
      prefix: row.prefix,
      permissions: row.permissions,
      expiresAt: row.expires_at?.toISOString() ?? null,
      revokedAt: row.revoked_at?.toISOString() ?? null,
      createdAt: row.created_at.toISOString(),
    };
  }
}

/** A new API key with its secret, which is shown this once. */
export class NewApiKeyResultDto extends ApiKeyDto {
  /** Send it as `Authorization: Bearer …`. It cannot be read again. */
  @ApiProperty({ example: 'tok_3q2-7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs' })
  token: string;
}

/** A row of `api_keys`. */
export interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  permissions: Permission[];
  expires_at: Date | null;
  revoked_at: Date | null;
  created_at: Date;
  updated_at: Date;
}
