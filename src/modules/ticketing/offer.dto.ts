import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { LocalizedTextDto, MoneyDto } from '../../platform/http/shapes.dto.js';
import { toPrices } from './amounts.dto.js';
import type { Quota } from './quotas.queries.js';
import { type Availability, placesLeft } from './sale.rules.js';
import type { TicketType } from './ticket-types.queries.js';

const states = ['available', 'gone', 'not-yet-on-sale', 'sale-over'] as const;

/** Whether a ticket type can be taken, and if not, why. */
export class AvailabilityDto {
  @ApiProperty({ enum: states, enumName: 'AvailabilityState', example: 'available' })
  state: Availability['state'];

  /** How many are left; null where there is no limit, or nothing to take. */
  @ApiProperty({ type: 'integer', nullable: true, example: 12 })
  left: number | null;

  /** From when it can be taken, where that lies ahead. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  from: string | null;

  /** Since when it cannot be taken any more. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  since: string | null;

  static of(availability: Availability): AvailabilityDto {
    return {
      state: availability.state,
      left: availability.state === 'available' ? availability.left : null,
      from: availability.state === 'not-yet-on-sale' ? availability.from.toISOString() : null,
      since: availability.state === 'sale-over' ? (availability.since?.toISOString() ?? null) : null,
    };
  }
}

/** A ticket type as people see it when they register. */
export class OfferDto {
  @IdOf('tty')
  ticketTypeId: string;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  description: LocalizedText | null;

  /** Null: free. */
  @ApiProperty({ type: MoneyDto, nullable: true, example: null })
  price: MoneyDto | null;

  @ApiProperty({ type: 'integer', example: 1 })
  minPerOrder: number;

  @ApiProperty({ type: 'integer', example: 10 })
  maxPerOrder: number;

  @ApiProperty({ type: AvailabilityDto })
  availability: AvailabilityDto;

  static of(type: TicketType, availability: Availability): OfferDto {
    return {
      ticketTypeId: toPublicId('tty', type.id),
      name: type.name,
      description: type.description,
      price: toPrices(type.prices)[0] ?? null,
      minPerOrder: type.minPerOrder,
      maxPerOrder: type.maxPerOrder,
      availability: AvailabilityDto.of(availability),
    };
  }
}

/** What of a quota is taken at this moment. */
export class QuotaStockDto {
  @IdOf('quo')
  quotaId: string;

  /** @example "Main hall" */
  name: string;

  @ApiProperty({ type: 'integer', nullable: true, example: 100 })
  size: number | null;

  /** Places that wait for somebody to finish. */
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

  static of(quota: Quota): QuotaStockDto {
    const left = placesLeft(quota);
    return {
      quotaId: toPublicId('quo', quota.id),
      name: quota.name,
      size: quota.size,
      held: quota.held,
      sold: quota.sold,
      blocked: quota.blocked,
      left: left === Infinity ? null : left,
    };
  }
}

/** The places of an event at this moment. */
export class StockDto {
  @ApiProperty({ type: [QuotaStockDto] })
  quotas: QuotaStockDto[];

  @ApiProperty({ type: [OfferDto] })
  offers: OfferDto[];
}
