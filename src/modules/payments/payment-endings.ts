import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { OverduePayment } from './deadlines.queries.js';
import { InquiriesService } from './inquiries.service.js';
import { PaymentsService } from './payments.service.js';
import { Providers } from './providers.js';

/** Ends payments at their providers. */
@Injectable()
export class PaymentEndings {
  constructor(
    private readonly providers: Providers,
    private readonly inquiries: InquiriesService,
    private readonly payments: PaymentsService,
  ) {}

  /** Whether nothing will come of it any more, or all of it has. */
  async over(actor: Actor, payment: OverduePayment): Promise<boolean> {
    if (!this.providers.of(payment.provider).online) return true;
    if (payment.state === 'created') await this.payments.resume(actor, payment.id);
    const { applied, underWay } = await this.inquiries.callOff(actor, payment.id);
    if (applied !== 'unchanged') return applied !== 'mismatch';
    // It is over already, or the provider cannot call off what nobody has paid. Then it gets a while to end by itself.
    return !underWay && (payment.state !== 'pending' || payment.late);
  }
}
