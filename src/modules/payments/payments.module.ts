import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { AccountSecrets } from './account-secrets.js';
import { InquiriesService } from './inquiries.service.js';
import { OfflineProviders } from './offline.provider.js';
import { PaymentAccountsController } from './payment-accounts.controller.js';
import { PaymentAccountsService } from './payment-accounts.service.js';
import { PaymentNotificationsService } from './payment-notifications.service.js';
import { PaymentsService } from './payments.service.js';
import { Providers } from './providers.js';
import { PublicPaymentsController } from './public-payments.controller.js';
import { ReceiptsService } from './receipts.service.js';
import { RefundBook } from './refund-book.js';
import { ReportsService } from './reports.service.js';
import { Settlements } from './settlements.js';

/** Money: what is due is paid, what was paid too much goes back, and the books agree with the providers'. */
@Module({
  imports: [EventsModule, RegistrationsModule],
  controllers: [PaymentAccountsController, PublicPaymentsController],
  providers: [
    AccountSecrets,
    Settlements,
    Providers,
    OfflineProviders,
    PaymentAccountsService,
    RefundBook,
    ReceiptsService,
    ReportsService,
    InquiriesService,
    PaymentsService,
    PaymentNotificationsService,
  ],
  exports: [PaymentAccountsService, PaymentsService, ReceiptsService, InquiriesService],
})
export class PaymentsModule {}
