import type { PublicEventDto } from '../events/event.dto.js';
import type { InvoiceDto } from '../payments/invoice.dto.js';
import type { MyPaymentDto, PaymentMethodDto } from '../payments/payment.dto.js';
import type { RefundDto } from '../payments/refund.dto.js';
import type { MyOrderDto } from '../registrations/my-order.dto.js';
import type { ResaleDto } from '../registrations/resale.dto.js';
import type { TransferDto } from '../registrations/transfer.dto.js';
import type { OfferDto } from '../ticketing/offer.dto.js';
import type { QuestionDto } from '../ticketing/question.dto.js';

/** What the pages of a registration are drawn from. */
export interface OrderFacts {
  /** `/t/<token>` */
  path: string;
  order: MyOrderDto;
  event: PublicEventDto;
  /** Where the event is seen online; for those who are registered only. */
  onlineUrl: string | null;
  organization: string;
  offers: readonly OfferDto[];
  questions: readonly QuestionDto[];
  money: MoneyFacts;
  afterSale: AfterSaleFacts;
  now: Date;
}

/** What is known of the money of a registration. */
export interface MoneyFacts {
  methods: readonly PaymentMethodDto[];
  /** The oldest first. */
  payments: readonly MyPaymentDto[];
}

/** What became of a registration after it was made, and what its holder may still do with it. */
export interface AfterSaleFacts {
  transfers: readonly TransferDto[];
  resales: readonly ResaleDto[];
  refunds: readonly RefundDto[];
  invoices: readonly InvoiceDto[];
  /** What the organisers allow. */
  offered: { transfers: boolean; resale: boolean };
  wallets: { apple: boolean; google: boolean };
}
