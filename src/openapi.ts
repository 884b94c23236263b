import 'reflect-metadata';
import { mkdir, writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { loadConfig } from './platform/config/config.js';
import { buildDocument } from './platform/http/documentation.js';

/** Writes openapi/openapi.json. In preview mode Nest makes no instances, so no database is needed. */
const config = loadConfig({ DATABASE_URL: 'postgres://preview', SMTP_URL: 'smtp://preview', LOG_LEVEL: 'silent' });
const app = await NestFactory.create<NestFastifyApplication>(
  AppModule.with(config, { works: false }),
  new FastifyAdapter(),
  { preview: true, logger: false },
);
await mkdir('openapi', { recursive: true });
await writeFile('openapi/openapi.json', `${JSON.stringify(buildDocument(app), null, 2)}\n`);
