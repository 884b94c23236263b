import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from './auth/actor.js';
import { Database } from './database/database.js';
import { affected, rows } from './database/sql.js';
import { Jobs } from './jobs/jobs.service.js';

/** Deletes what is kept for a time only: answers to Idempotency-Keys after a day. */
@Injectable()
export class Retention implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every('retention', '17 * * * *', async () => {
      for (const organizationId of await this.organizations()) {
        await this.db.transaction(systemActor(organizationId), (tx) =>
          affected(
            tx,
            `delete from idempotency_keys where organization_id = $1 and created_at < now() - interval '24 hours'`,
            [organizationId],
          ),
        );
      }
    });
  }

  /** Every organisation there is; for work that serves all of them, one after the other. */
  private async organizations(): Promise<string[]> {
    return this.db.global(async (tx) =>
      (await rows<{ id: string }>(tx, 'select id from app_organizations() as id')).map(({ id }) => id),
    );
  }
}
