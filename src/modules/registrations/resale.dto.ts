import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { type ResaleOffer, type ResaleState, resaleStates } from './resale.queries.js';

/** A ticket that its holder would give back at face value. */
export class ResaleDto {
  @IdOf('tkt')
  ticketId: string;

  /** `taken`: somebody was offered the place, the ticket is cancelled, and its price goes back to whoever paid for it. */
  @ApiProperty({ enum: resaleStates, enumName: 'ResaleState', example: 'offered' })
  state: ResaleState;

  @ApiProperty({ format: 'date-time' })
  offeredAt: string;

  static of({ ticketId, state, createdAt }: ResaleOffer): ResaleDto {
    return { ticketId: toPublicId('tkt', ticketId), state, offeredAt: createdAt.toISOString() };
  }
}

/** The tickets of a registration that were returned for resale. */
export class ResalesDto {
  @ApiProperty({ type: [ResaleDto] })
  items: ResaleDto[];
}
