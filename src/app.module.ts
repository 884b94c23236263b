import { type DynamicModule, Module } from '@nestjs/common';
import { AudienceModule } from './modules/audience/audience.module.js';
import { BudgetModule } from './modules/budget/budget.module.js';
import { CalendarModule } from './modules/calendar/calendar.module.js';
import { CheckinModule } from './modules/checkin/checkin.module.js';
import { EvaluationModule } from './modules/evaluation/evaluation.module.js';
import { EventsModule } from './modules/events/events.module.js';
import { IdentityModule } from './modules/identity/identity.module.js';
import { InvoicesModule } from './modules/payments/invoices.module.js';
import { StatementsModule } from './modules/payments/statements.module.js';
import { PaymentsModule } from './modules/payments/payments.module.js';
import { NotificationsModule } from './modules/notifications/notifications.module.js';
import { PagesModule } from './modules/pages/pages.module.js';
import { PapersModule } from './modules/papers/papers.module.js';
import { PromotionModule } from './modules/promotion/promotion.module.js';
import type { Config } from './platform/config/config.js';
import { SurveysModule } from './modules/surveys/surveys.module.js';
import { SchedulingModule } from './modules/scheduling/scheduling.module.js';
import { RegistrationsModule } from './modules/registrations/registrations.module.js';
import { TicketingModule } from './modules/ticketing/ticketing.module.js';
import { WaitingRoomsModule } from './modules/rooms/rooms.module.js';
import { WaitlistModule } from './modules/waitlist/waitlist.module.js';
import { JobsRole } from './platform/jobs/jobs-role.js';
import { PlatformModule } from './platform/platform.module.js';

/** The composition root: the only file that lists every module, in the order of dependency. */
@Module({})
export class AppModule {
  static with(config: Config, role: { works: boolean }): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(config, new JobsRole(role.works)),
        IdentityModule,
        EventsModule,
        AudienceModule,
        BudgetModule,
        SchedulingModule,
        TicketingModule,
        WaitlistModule,
        WaitingRoomsModule,
        RegistrationsModule,
        PaymentsModule,
        StatementsModule,
        InvoicesModule,
        CheckinModule,
        SurveysModule,
        PromotionModule,
        CalendarModule,
        EvaluationModule,
        NotificationsModule,
        PapersModule,
        PagesModule,
      ],
    };
  }
}
