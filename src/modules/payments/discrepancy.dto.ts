import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import { MoneyDto } from '../../platform/http/shapes.dto.js';
import type { Discrepancy } from './discrepancies.queries.js';
import {
  type DiscrepancyKind,
  type Resolution,
  discrepancyKinds,
  resolutions,
  waysOutOf,
} from './discrepancies.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const states = ['open', 'resolved'] as const;

/** Which part of the list. */
export class DiscrepancyQuery extends PageQuery {
  @MayBeLeftOut()
  @IsIn(states)
  @ApiProperty({ enum: states, required: false, default: 'open' })
  state: (typeof states)[number] = 'open';
}

/** What is done about it. */
export class ResolveDiscrepancyDto {
  /**
   * `refund` gives the money back, or tries a refund again; `accept` leaves it as it is; `retry-ask` asks the provider once
   * more; `give-ticket` takes the places again where they are free.
   */
  @IsIn(resolutions)
  @ApiProperty({ enum: resolutions, enumName: 'DiscrepancyAction', example: 'refund' })
  action: Resolution;
}

/** Something about money that somebody has to look at. */
export class DiscrepancyDto {
  @IdOf('dcp')
  id: string;

  /**
   * `paid-without-ticket`: money came for a registration that has no tickets. `overpaid`: more came than it costs. `stuck`:
   * the provider does not say what became of it. `refund-at-provider`: money went back without us. `mismatch`: the provider
   * has another amount, currency or order than was agreed. `refund-failed`: money did not go back.
   */
  @ApiProperty({ enum: discrepancyKinds, enumName: 'DiscrepancyKind', example: 'overpaid' })
  kind: DiscrepancyKind;

  @IdOf('ord', { nullable: true })
  orderId: string | null;

  @IdOf('pay', { nullable: true })
  paymentId: string | null;

  @IdOf('rfd', { nullable: true })
  refundId: string | null;

  /** How much money it is about. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  amount: MoneyDto | null;

  /** More of it, by kind. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { orderState: 'paid' } })
  details: Record<string, unknown>;

  @ApiProperty({ enum: states, example: 'open' })
  state: Discrepancy['state'];

  /** What can be done about it, the likeliest first: to be sent to its resolution. Empty once it is resolved. */
  @ApiProperty({ enum: resolutions, enumName: 'DiscrepancyAction', isArray: true, example: ['refund', 'accept'] })
  actions: Resolution[];

  /** How it was resolved; `gone` where it resolved itself. */
  @ApiProperty({ enum: [...resolutions, 'gone'], nullable: true, example: null })
  resolution: Discrepancy['resolution'];

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  resolvedAt: string | null;

  static of(found: Discrepancy): DiscrepancyDto {
    const { amount, currency } = found;
    return {
      id: toPublicId('dcp', found.id),
      kind: found.kind,
      orderId: found.orderId && toPublicId('ord', found.orderId),
      paymentId: found.paymentId && toPublicId('pay', found.paymentId),
      refundId: found.refundId && toPublicId('rfd', found.refundId),
      amount: amount === null || currency === null ? null : { amount, currency },
      details: found.details,
      state: found.state,
      actions: found.state === 'open' ? waysOutOf(found) : [],
      resolution: found.resolution,
      createdAt: found.createdAt.toISOString(),
      resolvedAt: found.resolvedAt?.toISOString() ?? null,
    };
  }
}
