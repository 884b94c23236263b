import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import type { TicketKey } from './ticket-keys.queries.js';

/** A public key as RFC 8037 writes it. */
export class TicketJwkDto {
  /** The number that codes name their key by. */
  @ApiProperty({ example: '1' })
  kid: string;

  @ApiProperty({ enum: ['OKP'] })
  kty: 'OKP';

  @ApiProperty({ enum: ['Ed25519'] })
  crv: 'Ed25519';

  @ApiProperty({ enum: ['sig'] })
  use: 'sig';

  @ApiProperty({ enum: ['EdDSA'] })
  alg: 'EdDSA';

  /** The 32 bytes of the public key, base64url. */
  @ApiProperty({ example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
  x: string;

  static of({ number, publicKey }: TicketKey): TicketJwkDto {
    return {
      kid: String(number),
      kty: 'OKP',
      crv: 'Ed25519',
      use: 'sig',
      alg: 'EdDSA',
      x: publicKey.toString('base64url'),
    };
  }
}

/** The keys that a scanner accepts for the tickets of an event: a JWK set (RFC 7517). Revoked keys are not in it. */
export class TicketKeySetDto {
  @ApiProperty({ type: [TicketJwkDto] })
  keys: TicketJwkDto[];

  static of(keys: readonly TicketKey[]): TicketKeySetDto {
    return { keys: keys.filter(({ revokedAt }) => revokedAt === null).map(TicketJwkDto.of) };
  }
}

/** A key of an event as its organisers see it. */
export class TicketKeyDto {
  @IdOf('tke')
  id: string;

  /** It is in every code that the key signed. */
  @ApiProperty({ type: 'integer', example: 1 })
  number: number;

  /** The 32 bytes of the public key, base64url. */
  @ApiProperty({ example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
  publicKey: string;

  /** From when on devices without a connection accept codes that it signed. */
  @ApiProperty({ format: 'date-time' })
  validFrom: string;

  @ApiProperty({ format: 'date-time' })
  validUntil: string;

  /** When its codes stopped admitting; null while they do. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  revokedAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  static of(key: TicketKey): TicketKeyDto {
    return {
      id: toPublicId('tke', key.id),
      number: key.number,
      publicKey: key.publicKey.toString('base64url'),
      validFrom: key.validFrom.toISOString(),
      validUntil: key.validUntil.toISOString(),
      revokedAt: key.revokedAt?.toISOString() ?? null,
      createdAt: key.createdAt.toISOString(),
    };
  }
}

/** All keys of an event. The newest that is not revoked signs; there is none before the first ticket. */
export class TicketKeyListDto {
  @ApiProperty({ type: [TicketKeyDto] })
  items: TicketKeyDto[];

  static of(keys: readonly TicketKey[]): TicketKeyListDto {
    return { items: keys.map(TicketKeyDto.of) };
  }
}
