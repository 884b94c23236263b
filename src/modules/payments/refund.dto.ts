import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { IsMoney, MoneyDto } from '../../platform/http/shapes.dto.js';
import { type RefundState, refundStates } from './payments.rules.js';
import type { Refund } from './refunds.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** Money to be given back. Tickets stay as they are: to cancel them is another command. */
export class NewRefundDto {
  /** More than nothing, in the currency of the order, and no more than is left of its payments. */
  @IsMoney()
  amount: MoneyDto;

  /** Of this payment only. Left out: of all payments of the order, the newest first. */
  @MayBeLeftOut()
  @PublicId('pay', { required: false })
  paymentId?: string;

  /**
   * Why, for those who look at it later.
   * @example "The workshop was cancelled"
   */
  @IsString()
  @Length(1, 500)
  reason: string;
}

/** Money that goes back, or went back. */
export class RefundDto {
  @IdOf('rfd')
  id: string;

  @IdOf('ord')
  orderId: string;

  @IdOf('pay')
  paymentId: string;

  /**
   * `created` waits, `transit` is with the provider, `done` is given back; `failed` and `canceled` gave nothing back;
   * `external` was given or taken back without us.
   */
  @ApiProperty({ enum: refundStates, enumName: 'RefundState', example: 'done' })
  state: RefundState;

  amount: MoneyDto;

  /** @example "The workshop was cancelled" */
  reason: string;

  /** Counted from 1 for each payment. */
  @ApiProperty({ type: 'integer', example: 1 })
  sequence: number;

  /** The provider's name of it. */
  @ApiProperty({ type: String, nullable: true, example: 're_1a2b3c' })
  providerRef: string | null;

  /** Why it failed, in the provider's words. */
  @ApiProperty({ type: String, nullable: true, example: null })
  failure: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  doneAt: string | null;

  static of(refund: Refund): RefundDto {
    return {
      id: toPublicId('rfd', refund.id),
      orderId: toPublicId('ord', refund.orderId),
      paymentId: toPublicId('pay', refund.paymentId),
      state: refund.state,
      amount: { amount: refund.amount, currency: refund.currency },
      reason: refund.reason,
      sequence: refund.sequence,
      providerRef: refund.providerRef,
      failure: refund.failure,
      createdAt: refund.createdAt.toISOString(),
      doneAt: refund.doneAt?.toISOString() ?? null,
    };
  }
}
