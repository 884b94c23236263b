import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsString, Length } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { type TicketState, ticketStates } from './order.rules.js';
import type { Revocation, TicketStanding } from './ticket-standing.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** Why a ticket is suspended, or is no longer. */
export class BlockTicketDto {
  /** @example "Reported stolen" */
  @IsString()
  @Length(1, 500)
  reason: string;
}

/** A new code for a ticket. */
export class ReissueTicketDto {
  /** Whether the person gets a mail with the new code. */
  @IsBoolean()
  @ApiProperty({ example: true })
  notify: boolean;
}

/** What the door knows of a ticket beyond its code. */
export class TicketStandingDto {
  @IdOf('tkt')
  id: string;

  @IdOf('ord')
  orderId: string;

  @IdOf('evt')
  eventId: string;

  @ApiProperty({ enum: ticketStates, enumName: 'TicketState', example: 'valid' })
  state: TicketState;

  /** Refused at the door, though not cancelled. */
  @ApiProperty({ example: false })
  blocked: boolean;

  /** Codes of an earlier generation no longer admit. */
  @ApiProperty({ type: 'integer', example: 1 })
  generation: number;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of({ id, orderId, eventId, state, blocked, generation, version }: TicketStanding): TicketStandingDto {
    return {
      id: toPublicId('tkt', id),
      orderId: toPublicId('ord', orderId),
      eventId: toPublicId('evt', eventId),
      state,
      blocked,
      generation,
      version,
    };
  }
}

/** Since when. */
export class RevocationQuery {
  /** `asOf` of the answer before: only what may have changed since. Left out: everything. */
  @MayBeLeftOut()
  @Type(() => Date)
  @IsDate()
  @ApiProperty({ type: String, format: 'date-time', required: false })
  since?: Date;
}

const refusedBecause = ['cancelled', 'blocked', 'not-paid'] as const;

/** A ticket that a device must not judge by its code alone. */
export class RevocationDto {
  @IdOf('tkt')
  ticketId: string;

  /** Codes of a lower generation do not admit. */
  @ApiProperty({ type: 'integer', example: 2 })
  lowestGeneration: number;

  /** Why no code of it admits; null where those of this generation do. */
  @ApiProperty({ enum: refusedBecause, enumName: 'RevokedBecause', nullable: true, example: 'blocked' })
  refused: Revocation['refused'];

  /** Not paid, and admits all the same where a check-in list includes such orders. */
  @ApiProperty({ example: false })
  pending: boolean;

  static of({ ticketId, lowestGeneration, refused, pending }: Revocation): RevocationDto {
    return { ticketId: toPublicId('tkt', ticketId), lowestGeneration, refused, pending };
  }
}

/** What codes cannot tell, for devices that check them without a connection. */
export class RevocationListDto {
  /** Ask next with this as `since`. */
  @ApiProperty({ format: 'date-time' })
  asOf: string;

  @ApiProperty({ type: [RevocationDto] })
  items: RevocationDto[];
}
