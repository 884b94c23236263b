import { type DynamicModule, Module } from '@nestjs/common';
import { BudgetModule } from './modules/budget/budget.module.js';
import { EventsModule } from './modules/events/events.module.js';
import { IdentityModule } from './modules/identity/identity.module.js';
import type { Config } from './platform/config/config.js';
import { JobsRole } from './platform/jobs/jobs-role.js';
import { PlatformModule } from './platform/platform.module.js';

/** The composition root: the only file that lists every module, in the order of dependency. */
@Module({})
export class AppModule {
  static with(config: Config, role: { works: boolean }): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.with(config, new JobsRole(role.works)), IdentityModule, EventsModule, BudgetModule],
    };
  }
}
