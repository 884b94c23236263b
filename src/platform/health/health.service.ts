import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Whether this process should be sent requests. */
@Injectable()
export class Health implements BeforeApplicationShutdown {
  private draining = false;

  constructor(private readonly db: Database) {}

  /** True while the database answers and the process is not being stopped. */
  async ready(): Promise<boolean> {
    if (this.draining) return false;
    return this.db.ping().then(
      () => true,
      () => false,
    );
  }

  beforeApplicationShutdown(): void {
    this.draining = true;
  }
}
