import 'reflect-metadata';
import { mkdir, writeFile } from 'node:fs/promises';
import { Logger, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { loadConfig } from './platform/config/config.js';
import { buildDocument } from './platform/http/documentation.js';

/** Two classes of one name would become one schema, and one of them a lie; Swagger only warns. */
const strict: LoggerService = {
  log: () => undefined,
  warn: (message: string) => {
    throw new Error(message);
  },
  error: (message: string) => {
    throw new Error(message);
  },
};

/** Writes openapi/openapi.json. In preview mode Nest makes no instances, so no database is needed. */
const config = loadConfig({ DATABASE_URL: 'postgres://preview', SMTP_URL: 'smtp://preview', LOG_LEVEL: 'silent' });
const app = await NestFactory.create<NestFastifyApplication>(
  AppModule.with(config, { works: false }),
  new FastifyAdapter(),
  { preview: true, logger: false },
);
Logger.overrideLogger(strict);
const document = buildDocument(app);
await mkdir('openapi', { recursive: true });
await writeFile('openapi/openapi.json', `${JSON.stringify(document, null, 2)}\n`);
