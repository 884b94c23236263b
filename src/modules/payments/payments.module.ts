import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { AccountSecrets } from './account-secrets.js';
import { BankTransferProvider } from './bank-transfer.provider.js';
import { DiscrepanciesController } from './discrepancies.controller.js';
import { DiscrepanciesService } from './discrepancies.service.js';
import { MoneyAuditService } from './money-audit.service.js';
import { InquiriesService } from './inquiries.service.js';
import { OfflineProviders } from './offline.provider.js';
import { OrderCoverage } from './order-coverage.js';
import { OrderPaymentsController } from './order-payments.controller.js';
import { OrderPaymentsService } from './order-payments.service.js';
import { RefundsService } from './refunds.service.js';
import { PaymentAccountsController } from './payment-accounts.controller.js';
import { PaymentAccountsService } from './payment-accounts.service.js';
import { PaymentDeadlinesService } from './payment-deadlines.service.js';
import { PaymentEndings } from './payment-endings.js';
import { PaymentIntents } from './payment-intents.js';
import { PaymentFollowupsService } from './payment-followups.service.js';
import { PaymentNotificationsService } from './payment-notifications.service.js';
import { PaymentsService } from './payments.service.js';
import { Providers } from './providers.js';
import { PublicPaymentsController } from './public-payments.controller.js';
import { StripeProvider } from './stripe.provider.js';
import { YookassaProvider } from './yookassa.provider.js';
import { ReceiptsService } from './receipts.service.js';
import { RefundBook } from './refund-book.js';
import { RefundRunsService } from './refund-runs.service.js';
import { ReportsService } from './reports.service.js';

/** Money: what is due is paid, what was paid too much goes back, and the books agree with the providers'. */
@Module({
  imports: [EventsModule, RegistrationsModule],
  controllers: [PaymentAccountsController, PublicPaymentsController, OrderPaymentsController, DiscrepanciesController],
  providers: [
    AccountSecrets,
    Providers,
    OfflineProviders,
    BankTransferProvider,
    StripeProvider,
    YookassaProvider,
    PaymentAccountsService,
    RefundBook,
    ReceiptsService,
    ReportsService,
    InquiriesService,
    PaymentIntents,
    PaymentsService,
    PaymentEndings,
    PaymentNotificationsService,
    PaymentDeadlinesService,
    PaymentFollowupsService,
    RefundRunsService,
    OrderCoverage,
    OrderPaymentsService,
    RefundsService,
    DiscrepanciesService,
    MoneyAuditService,
  ],
  exports: [PaymentAccountsService, PaymentsService, ReceiptsService, RefundsService],
})
export class PaymentsModule {}
