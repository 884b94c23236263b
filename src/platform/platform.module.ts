import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import { ActorGuard } from './auth/actor.guard.js';
import { Clock } from './clock.js';
import { Config } from './config/config.js';
import { dataSourceOptions } from './database/data-source.js';
import { Database } from './database/database.js';
import { IdempotencyKeys } from './database/idempotency-keys.js';
import { Health } from './health/health.service.js';
import { HealthController } from './health/health.controller.js';
import { EtagInterceptor } from './http/etag.interceptor.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RateLimits } from './http/rate-limits.js';
import { SharedAnswers } from './http/shared-answers.js';
import { DeadLettersController } from './jobs/dead-letters.controller.js';
import { Jobs } from './jobs/jobs.service.js';
import { JobsRole } from './jobs/jobs-role.js';
import { Links } from './links/links.service.js';
import { loggerOptions } from './logger.js';
import { MailQueueController } from './mail/mail-queue.controller.js';
import { Mailer } from './mail/mailer.js';
import { Mails } from './mail/mails.service.js';
import { Metrics } from './metrics/metrics.js';
import { Retention } from './retention.js';

/** Machinery without a word of the domain; every module may use it. */
@Module({})
export class PlatformModule {
  static with(config: Config, role: JobsRole): DynamicModule {
    const shared = [
      Config,
      JobsRole,
      Clock,
      Database,
      IdempotencyKeys,
      Jobs,
      Links,
      Mailer,
      Mails,
      Metrics,
      RateLimits,
      SharedAnswers,
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({ ...dataSourceOptions(config), autoLoadEntities: true, retryAttempts: 0 }),
        LoggerModule.forRoot(loggerOptions(config)),
      ],
      controllers: [HealthController, DeadLettersController, MailQueueController],
      providers: [
        { provide: Config, useValue: config },
        { provide: JobsRole, useValue: role },
        Clock,
        Database,
        IdempotencyKeys,
        Jobs,
        Links,
        Mailer,
        Mails,
        Metrics,
        RateLimits,
        SharedAnswers,
        Health,
        Retention,
        { provide: APP_GUARD, useClass: ActorGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: EtagInterceptor },
      ],
      exports: shared,
    };
  }
}
