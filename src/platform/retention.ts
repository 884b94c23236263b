import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from './database/database.js';
import { affected } from './database/sql.js';
import { Jobs } from './jobs/jobs.service.js';

/** Deletes what is kept for a time only: answers to Idempotency-Keys after a day. */
@Injectable()
export class Retention implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every('retention', '17 * * * *', () => this.tidy());
  }

  async tidy(): Promise<void> {
    for (const actor of await this.db.organizations()) {
      await this.db.transaction(actor, (tx) =>
        affected(
          tx,
          `delete from idempotency_keys where organization_id = $1 and created_at < now() - interval '24 hours'`,
          [actor.organizationId],
        ),
      );
    }
  }
}
