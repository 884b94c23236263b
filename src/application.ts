import { randomUUID } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import type { Config } from './platform/config/config.js';
import { serveDocumentation } from './platform/http/documentation.js';
import { setUpHttp } from './platform/http/http.setup.js';
import { Metrics } from './platform/metrics/metrics.js';

const bodyLimit = 1024 * 1024;

/** Makes the HTTP application, not listening yet. With `works` the same process works on jobs too. */
export async function createApi(config: Config, role: { works: boolean }): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    genReqId: () => randomUUID(),
    trustProxy: (_address, hop) => hop < config.trustProxy,
    bodyLimit,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, role), adapter, {
    bufferLogs: true,
    // Signatures of notices are made over the bytes as they came.
    rawBody: true,
  });
  app.useLogger(app.get(Logger));
  await setUpHttp(app);
  serveDocumentation(app, config);
  return app;
}

/** A process that only works on jobs. */
export async function createWorker(config: Config): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(AppModule.with(config, { works: true }), { bufferLogs: true });
  app.useLogger(app.get(Logger));
  return app;
}

/** Serves /metrics on a port of its own, which is not for the public. Null where no port is configured. */
export async function serveMetrics(app: INestApplicationContext, config: Config): Promise<Server | null> {
  if (config.metricsPort === undefined) return null;
  const metrics = app.get(Metrics);
  metrics.watchProcess();
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return response.writeHead(404).end();
    metrics.registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(config.metricsPort, config.host, resolve),
  );
  return server;
}
