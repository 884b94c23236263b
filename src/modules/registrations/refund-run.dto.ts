import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import type { RefundRun } from './refund-runs.queries.js';

/** Money back for everybody who is registered for a cancelled event. */
export class NewRefundRunDto {
  /** The share of what was paid, in thousandths of a percent: 100000 is all of it. */
  @IsInt()
  @Min(0)
  @Max(100_000)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100000, example: 100000 })
  rate: number;

  /** @example "The hall has been flooded" */
  @IsString()
  @Length(1, 500)
  reason: string;
}

/** An order that was left as it is. */
export class RefusedRefundDto {
  @IdOf('ord')
  orderId: string;

  /** Why. @example "registrations/state-refused" */
  code: string;
}

/** A mass refund, and how far it has come. */
export class RefundRunDto {
  @IdOf('rrn')
  id: string;

  @IdOf('evt')
  eventId: string;

  /** In thousandths of a percent. */
  @ApiProperty({ type: 'integer', example: 100000 })
  rate: number;

  reason: string;

  /** How many orders it is about. */
  @ApiProperty({ type: 'integer', example: 412 })
  orders: number;

  /** How many of them have been dealt with. */
  @ApiProperty({ type: 'integer', example: 200 })
  done: number;

  /** Orders that were left as they are, mostly because they had been cancelled meanwhile. */
  @ApiProperty({ type: [RefusedRefundDto] })
  refused: RefusedRefundDto[];

  @ApiProperty({ format: 'date-time' })
  startedAt: string;

  static of(run: RefundRun): RefundRunDto {
    return {
      id: toPublicId('rrn', run.id),
      eventId: toPublicId('evt', run.eventId),
      rate: run.rate,
      reason: run.reason,
      orders: run.orders,
      done: run.done,
      refused: run.refused.map(({ orderId, code }) => ({ orderId: toPublicId('ord', orderId), code })),
      startedAt: run.createdAt.toISOString(),
    };
  }
}

/** The mass refunds of an event. */
export class RefundRunsDto {
  @ApiProperty({ type: [RefundRunDto] })
  items: RefundRunDto[];
}
