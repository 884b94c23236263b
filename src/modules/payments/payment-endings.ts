import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { OverduePayment } from './deadlines.queries.js';
import { InquiriesService, type Inquiry, turnedAway } from './inquiries.service.js';
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
    try {
      return isOver(payment, await this.inquiries.callOff(actor, payment.id));
    } catch (error) {
      // Nobody answers for it any more, and that is on the list. It gets a while too; who pays after that pays late.
      if (turnedAway(error)) return payment.late;
      throw error;
    }
  }
}

function isOver(payment: OverduePayment, { applied, said, underWay }: Inquiry): boolean {
  // What is not as it was agreed is on the list, and keeps its places only where money came.
  if (applied === 'mismatch') return said !== 'confirmed' && (said !== 'pending' || (!underWay && payment.late));
  if (applied !== 'unchanged') return true;
  // It is over already, or the provider cannot call off what nobody has paid. Then it gets a while to end by itself.
  return !underWay && (payment.state !== 'pending' || payment.late);
}
