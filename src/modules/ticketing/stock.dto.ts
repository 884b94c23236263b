import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import type { Pool, PoolNow } from './availability.rules.js';
import { OfferDto } from './offer.dto.js';

/** What of a quota is taken at this moment. */
export class QuotaStockDto {
  @IdOf('quo')
  quotaId: string;

  /** @example "Main hall" */
  name: string;

  @ApiProperty({ type: 'integer', nullable: true, example: 100 })
  size: number | null;

  /** Places that wait for somebody to finish; what is over no longer counts. */
  @ApiProperty({ type: 'integer', example: 0 })
  held: number;

  @ApiProperty({ type: 'integer', example: 88 })
  sold: number;

  /** Places that organisers keep back. */
  @ApiProperty({ type: 'integer', example: 0 })
  blocked: number;

  /** Null where there is no limit. */
  @ApiProperty({ type: 'integer', nullable: true, example: 12 })
  left: number | null;

  /** Whether nothing of it is given out. */
  @ApiProperty({ example: false })
  closed: boolean;

  /** Of those held: in carts, and in offers to people on the waiting list. */
  @ApiProperty({ type: 'integer', example: 0 })
  returning: number;

  /** When the first of these may return. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  mayReturnAt: string | null;

  /** In orders that wait for money or approval. */
  @ApiProperty({ type: 'integer', example: 0 })
  ordered: number;

  static of(pool: Pool, now: PoolNow, overdue: number): QuotaStockDto {
    const { name, size, sold, blocked, closed } = pool;
    return {
      quotaId: toPublicId('quo', pool.id),
      name,
      size,
      held: pool.held - overdue,
      sold,
      blocked,
      left: now.left === Infinity ? null : now.left,
      closed,
      returning: now.returning,
      mayReturnAt: now.earliest?.toISOString() ?? null,
      ordered: now.ordered,
    };
  }
}

/** The places of an event at this moment. */
export class StockDto {
  @ApiProperty({ type: [QuotaStockDto] })
  quotas: QuotaStockDto[];

  /** All ticket types, also those that are hidden or not sold to everybody. */
  @ApiProperty({ type: [OfferDto] })
  offers: OfferDto[];
}
