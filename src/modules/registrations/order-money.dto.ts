import { ApiProperty } from '@nestjs/swagger';
import { MoneyDto } from '../../platform/http/shapes.dto.js';
import { LineTaxDto, PriceStepDto, PricedFeeDto, TaxSumDto } from '../ticketing/price.dto.js';
import { taxSums } from '../ticketing/stock.service.js';
import type { Order, Ticket } from './orders.queries.js';

/** What a ticket costs and why, in minor units of the order's currency. */
export class TicketPriceDto {
  /** On the price list. */
  @ApiProperty({ type: 'integer', example: 2000 })
  list: number;

  @ApiProperty({ type: [PriceStepDto] })
  steps: PriceStepDto[];

  /** What is paid in the end, tax included. */
  @ApiProperty({ type: 'integer', example: 1500 })
  price: number;

  @ApiProperty({ type: LineTaxDto, nullable: true })
  tax: LineTaxDto | null;

  static of({ list, steps, price, tax }: Pick<Ticket, 'list' | 'steps' | 'price' | 'tax'>): TicketPriceDto {
    return { list, steps: steps.map(PriceStepDto.of), price, tax };
  }
}

/** What an order costs, and how much of that is there. */
export class OrderMoneyDto {
  /** ISO 4217; null where nothing of it ever cost anything. */
  @ApiProperty({ type: String, nullable: true, example: 'EUR' })
  currency: string | null;

  /** What the order costs as it stands, fees and taxes included; of an expired order what it would have cost. Null: free. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  total: MoneyDto | null;

  /** How much of the total is covered, by money that came or that was given back out of goodwill. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  paid: MoneyDto | null;

  /** What of the total was given back although nothing was cancelled: nobody owes it any more. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  credited: MoneyDto | null;

  /** What is still to be paid: of a pending order, or for a change to a dearer type that waits for it. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  due: MoneyDto | null;

  /** What is kept after cancellation. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  retained: MoneyDto | null;

  /** Until when a pending order waits for its money. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  expiresAt: string | null;

  /** Whether its tickets admit before it is paid. */
  @ApiProperty({ example: false })
  pendingAdmits: boolean;

  @ApiProperty({ type: [PricedFeeDto] })
  fees: PricedFeeDto[];

  /** Of what this order costs: a ticket that came from another order is taxed there. */
  @ApiProperty({ type: [TaxSumDto] })
  taxes: TaxSumDto[];

  /** What comes back to whoever cancels, as it stood at purchase. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { byAttendee: true, until: null, steps: [{ hoursBefore: 0, rate: 100000 }], fee: null },
  })
  cancellationPolicy: Record<string, unknown> | null;

  static ofOrder(order: Order): OrderMoneyDto {
    const { currency } = order;
    const money = (amount: number): MoneyDto | null => (currency === null ? null : { amount, currency });
    const tickets = order.tickets.filter(({ state, paidBy }) => state !== 'cancelled' && paidBy === null);
    const fees = order.fees.filter(({ cancelled }) => !cancelled);
    return {
      currency,
      total: money(order.total),
      paid: money(order.paid),
      credited: money(order.credited),
      due: money(order.difference + (order.state === 'pending' ? Math.max(0, order.total - order.paid) : 0)),
      retained: money(order.retained),
      expiresAt: order.state === 'pending' ? (order.expiresAt?.toISOString() ?? null) : null,
      pendingAdmits: order.pendingAdmits,
      fees: fees.map(PricedFeeDto.of),
      taxes: taxSums([...tickets, ...fees]).map(TaxSumDto.of),
      cancellationPolicy: order.cancellationPolicy ? { ...order.cancellationPolicy } : null,
    };
  }
}
