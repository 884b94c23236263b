import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { orderUnpaid } from './registrations.messages.js';
import { takeDueReminders } from './reminders.queries.js';

/** Lets people know in time that their places still wait for the money. */
@Injectable()
export class RemindersService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every('payment-reminders', '*/5 * * * *', () => this.remindAll());
  }

  async remindAll(): Promise<void> {
    for (const actor of await this.db.organizations())
      await this.db.transaction(actor, async (tx) => {
        const due = await takeDueReminders(tx, actor);
        const news = due.map(({ orderId, eventId }) => orderUnpaid(orderId, eventId));
        await this.jobs.publish(tx, actor, news);
      });
  }
}
