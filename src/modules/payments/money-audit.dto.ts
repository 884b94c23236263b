import { ApiProperty } from '@nestjs/swagger';
import type { MoneyCount, OrderDrift } from './money-audit.queries.js';
import { type ProviderName, providerNames } from './payment-provider.js';

/** What the ledger says of a provider beside what payments and refunds add up to; minor units of the currency. */
export class MoneyCountDto {
  @ApiProperty({ enum: providerNames, enumName: 'PaymentProviderName', example: 'stripe' })
  provider: ProviderName;

  @ApiProperty({ example: 'EUR' })
  currency: string;

  /** What came, payment by payment. */
  @ApiProperty({ type: 'integer', example: 125000 })
  captured: number;

  /** What went back, refund by refund. */
  @ApiProperty({ type: 'integer', example: 2500 })
  givenBack: number;

  /** What is on its way back, refund by refund. */
  @ApiProperty({ type: 'integer', example: 0 })
  onTheWay: number;

  /** What the ledger says lies at the provider: what came less what went back. */
  @ApiProperty({ type: 'integer', example: 122500 })
  ledgerAtProvider: number;

  /** What the ledger says is on its way back. */
  @ApiProperty({ type: 'integer', example: 0 })
  ledgerOnTheWay: number;

  static of(count: MoneyCount): MoneyCountDto {
    return {
      provider: count.provider,
      currency: count.currency,
      captured: count.captured,
      givenBack: count.givenBack,
      onTheWay: count.onTheWay,
      ledgerAtProvider: count.atProvider,
      ledgerOnTheWay: count.inRefunds,
    };
  }
}

/** Whether ledger, payments, refunds and registrations say the same, as of one moment. */
export class MoneyAuditDto {
  /** False is a fault of Turnout: nothing an organiser, a payer or a provider does may bring it about. */
  @ApiProperty({ example: true })
  agrees: boolean;

  @ApiProperty({ type: [MoneyCountDto] })
  counts: MoneyCountDto[];

  /** Registrations whose ledger differs from their payments and refunds. */
  @ApiProperty({ type: 'integer', example: 0 })
  ordersWithOtherLedger: number;

  /** Registrations that are paid although their money does not cover them. */
  @ApiProperty({ type: 'integer', example: 0 })
  ordersPaidUncovered: number;

  /** Registrations whose money covers them although they are not paid. */
  @ApiProperty({ type: 'integer', example: 0 })
  ordersCoveredUnpaid: number;

  static of(counts: readonly MoneyCount[], drift: OrderDrift): MoneyAuditDto {
    return {
      agrees: drift.ledger + drift.uncovered + drift.unpaid === 0,
      counts: counts.map(MoneyCountDto.of),
      ordersWithOtherLedger: drift.ledger,
      ordersPaidUncovered: drift.uncovered,
      ordersCoveredUnpaid: drift.unpaid,
    };
  }
}
