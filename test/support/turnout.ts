import 'reflect-metadata';
/** What tests take from the application itself; loaded once by each of Jest's processes, see `environment.mjs`. */
export { createApi } from '../../src/application.js';
export { startMailCatcher } from '../../src/local/mail-catcher.js';
export { loadConfig } from '../../src/platform/config/config.js';
export { Jobs } from '../../src/platform/jobs/jobs.service.js';
export { routesOf } from './routes.js';
export { ModulesContainer } from '@nestjs/core';
export { default as pg } from 'pg';
