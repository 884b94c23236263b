import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { orderUnknown } from '../registrations/registrations.problems.js';
import { PaymentAccountsService } from './payment-accounts.service.js';
import { PaymentDto, type RecordPaymentDto } from './payment.dto.js';
import { currencyNotSupported } from './payments.problems.js';
import { orderForPayment, paymentsOf } from './payments.queries.js';
import { ReceiptsService } from './receipts.service.js';

/** The payments of an order as organisers see and enter them. */
@Injectable()
export class OrderPaymentsService {
  constructor(
    private readonly db: Database,
    private readonly accounts: PaymentAccountsService,
    private readonly receipts: ReceiptsService,
  ) {}

  list(actor: Actor, orderId: string): Promise<PaymentDto[]> {
    return this.db.read(actor, async (tx) => {
      if (!(await orderForPayment(tx, actor, orderId))) throw orderUnknown();
      return (await paymentsOf(tx, actor, orderId)).map(PaymentDto.of);
    });
  }

  /** Money that somebody has in their hand, or sees on the account. */
  record(actor: Actor, orderId: string, input: RecordPaymentDto): Promise<PaymentDto> {
    return this.db.transaction(actor, async (tx) => {
      const order = await orderForPayment(tx, actor, orderId);
      if (!order) throw orderUnknown();
      const { amount, currency } = input.amount;
      if (currency !== order.currency || amount <= 0) throw currencyNotSupported({ pointer: '/amount' });
      const account = input.provider === 'cash' ? null : await this.accounts.active(tx, actor, input.provider);
      const { payment } = await this.receipts.receive(tx, actor, {
        orderId,
        provider: input.provider,
        accountId: account?.id ?? null,
        money: { amount, currency },
        ref: null,
        note: input.note ?? null,
      });
      return PaymentDto.of(payment);
    });
  }
}
