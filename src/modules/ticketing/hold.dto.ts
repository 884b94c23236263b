import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import type { Catalogue } from './catalogue.js';
import { type Hold, type HoldState, holdStates } from './holds.queries.js';
import { PricedCartDto } from './quote.dto.js';

/** Places that are kept for somebody, at their prices, until it expires. */
export class HoldDto {
  @IdOf('hld')
  id: string;

  @IdOf('evt')
  eventId: string;

  /** A cart of a visitor, an offer to somebody on the waiting list, a wish that waits for approval, places that organisers keep. */
  @ApiProperty({ enum: ['cart', 'offer', 'approval', 'organizer'], enumName: 'HoldKind', example: 'cart' })
  kind: Hold['kind'];

  /** Whoever has it may turn the hold into an order, extend and release it. */
  @ApiProperty({ example: '3q2-7wAAAbcdefghijklmnopqrstuvwxyz0123456789' })
  token: string;

  /** Where a person goes on with it. */
  @ApiProperty({ format: 'uri', example: 'https://turnout.example/h/3q2-7wAAAbcdefghijklmnopqrstuvwxyz0123456789' })
  url: string;

  @ApiProperty({ enum: holdStates, enumName: 'HoldState', example: 'active' })
  state: HoldState;

  /** Until when it counts; null where it waits for approval. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;

  /** Whether it may still be given its time once more. */
  @ApiProperty({ example: true })
  extendable: boolean;

  /** Whose it is, where an address was named: an order in this name needs no other proof of it. */
  @ApiProperty({ type: String, format: 'email', nullable: true, example: null })
  email: string | null;

  @ApiProperty({ type: PricedCartDto })
  quote: PricedCartDto;

  static of(hold: Hold, catalogue: Catalogue, { token, url }: { token: string; url: string }): HoldDto {
    return {
      id: toPublicId('hld', hold.id),
      eventId: toPublicId('evt', hold.eventId),
      kind: hold.kind,
      token,
      url,
      state: hold.state,
      expiresAt: hold.expiresAt?.toISOString() ?? null,
      extendable: hold.kind === 'cart' && hold.state === 'active' && hold.extendedAt === null,
      email: hold.email,
      quote: PricedCartDto.ofCart(catalogue, hold.quote),
    };
  }
}
