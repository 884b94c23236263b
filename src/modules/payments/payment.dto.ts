import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, Length } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { IsMoney, MoneyDto } from '../../platform/http/shapes.dto.js';
import { type ProviderName, providerNames } from './payment-provider.js';
import { type PaymentState, paymentStates } from './payments.rules.js';
import type { Payment } from './payments.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** How somebody wants to pay. What is to be paid is computed here. */
export class StartPaymentDto {
  @IsIn(providerNames)
  @ApiProperty({ enum: providerNames, enumName: 'PaymentProviderName', example: 'stripe' })
  provider: ProviderName;
}

/** A way to pay for an order. */
export class PaymentMethodDto {
  @ApiProperty({ enum: providerNames, enumName: 'PaymentProviderName', example: 'stripe' })
  provider: ProviderName;

  /** What would be asked for. */
  amount: MoneyDto;
}

/** A payment as the payer sees it. */
export class MyPaymentDto {
  @IdOf('pay')
  id: string;

  @ApiProperty({ enum: providerNames, enumName: 'PaymentProviderName', example: 'stripe' })
  provider: ProviderName;

  /** `confirmed` is money that came; `failed` and `canceled` may be followed by another payment. */
  @ApiProperty({ enum: paymentStates, enumName: 'PaymentState', example: 'pending' })
  state: PaymentState;

  amount: MoneyDto;

  /** The provider's page on which one pays; null where there is none, or no longer. */
  @ApiProperty({ type: String, format: 'uri', nullable: true, example: 'https://checkout.stripe.com/c/pay/cs_test_a1' })
  redirectUrl: string | null;

  /** What a transfer needs, by field: holder, iban, bic, bank. Null for other ways to pay. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    nullable: true,
    example: { holder: 'Data Evenings e. V.', iban: 'DE89370400440532013000' },
  })
  instructions: Record<string, string> | null;

  /** What must stand on a transfer, so that it is found. */
  @ApiProperty({ type: String, nullable: true, example: '7K3M9QXT' })
  reference: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  static ofMine(payment: Payment): MyPaymentDto {
    const open = payment.state === 'pending';
    return {
      id: toPublicId('pay', payment.id),
      provider: payment.provider,
      state: payment.state,
      amount: { amount: payment.amount, currency: payment.currency },
      redirectUrl: open ? payment.redirectUrl : null,
      instructions: open && payment.instructions ? { ...payment.instructions } : null,
      reference: payment.reference,
      createdAt: payment.createdAt.toISOString(),
    };
  }
}

/** Money that an organiser took at the door, or saw arrive, and enters by hand. */
export class RecordPaymentDto {
  @IsIn(['cash', 'bank-transfer'])
  @ApiProperty({ enum: ['cash', 'bank-transfer'], example: 'cash' })
  provider: 'cash' | 'bank-transfer';

  /** What came, in the currency of the order. */
  @IsMoney()
  amount: MoneyDto;

  /**
   * Where it is found again: the number of the receipt, the line of the statement.
   * @example "Receipt 12"
   */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 140)
  @ApiProperty({ type: String, required: false })
  note?: string;
}

/** A payment as organisers see it. */
export class PaymentDto {
  @IdOf('pay')
  id: string;

  @IdOf('ord')
  orderId: string;

  @ApiProperty({ enum: providerNames, enumName: 'PaymentProviderName', example: 'stripe' })
  provider: ProviderName;

  @IdOf('pac', { nullable: true })
  paymentAccountId: string | null;

  @ApiProperty({ enum: paymentStates, enumName: 'PaymentState', example: 'confirmed' })
  state: PaymentState;

  /** What was asked for. */
  amount: MoneyDto;

  /** What came; null while nothing did. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  captured: MoneyDto | null;

  /** The provider's name of it. */
  @ApiProperty({ type: String, nullable: true, example: 'cs_test_a1b2c3' })
  providerRef: string | null;

  @ApiProperty({ type: String, nullable: true, example: '7K3M9QXT' })
  reference: string | null;

  /** What was noted when it was entered by hand. */
  @ApiProperty({ type: String, nullable: true, example: null })
  note: string | null;

  /** Why it brought no money, in the provider's words. */
  @ApiProperty({ type: String, nullable: true, example: 'card_declined' })
  failure: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  confirmedAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  static of(payment: Payment): PaymentDto {
    const { capturedAmount, capturedCurrency } = payment;
    return {
      id: toPublicId('pay', payment.id),
      orderId: toPublicId('ord', payment.orderId),
      provider: payment.provider,
      paymentAccountId: payment.accountId && toPublicId('pac', payment.accountId),
      state: payment.state,
      amount: { amount: payment.amount, currency: payment.currency },
      captured:
        capturedAmount === null || capturedCurrency === null
          ? null
          : { amount: capturedAmount, currency: capturedCurrency },
      providerRef: payment.providerRef,
      reference: payment.reference,
      note: payment.note,
      failure: payment.failure,
      confirmedAt: payment.confirmedAt?.toISOString() ?? null,
      createdAt: payment.createdAt.toISOString(),
    };
  }
}
