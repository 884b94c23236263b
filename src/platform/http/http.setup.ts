import { createHash } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { TurnoutRequest } from '../auth/actor.js';
import { Config } from '../config/config.js';
import { Metrics } from '../metrics/metrics.js';
import { honourBodyLimits } from './body-limit.js';
import { keyMalformed } from './http.problems.js';
import { acceptMultipart } from './multipart.js';
import { problemBody, wantedLocale } from './problem.filter.js';
import { SharedAnswers } from './shared-answers.js';
import { StorableTextPipe } from './storable-text.pipe.js';
import { endUnusedConnections } from './unused-connections.js';
import { requestValidation } from './validation.js';

/** What every request passes before a controller sees it: headers, CORS, idempotency claim, validation; and its timing after. */
export async function setUpHttp(app: NestFastifyApplication): Promise<void> {
  const config = app.get(Config);
  const metrics = app.get(Metrics);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', app.get(SharedAnswers).repeat);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: config.publicUrl.startsWith('https:')
      ? { maxAge: 31_536_000, includeSubDomains: true }
      : false,
  });
  app.enableCors({
    origin: config.corsOrigins,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'Accept-Language',
    ],
    exposedHeaders: ['ETag', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'X-Request-Id', 'Location'],
    maxAge: 600,
  });
  app.useGlobalPipes(new StorableTextPipe(), requestValidation());
  honourBodyLimits(app);
  acceptMultipart(app);
  endUnusedConnections(app);

  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store');
  });
  fastify.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || key === undefined) return;
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
      const body = problemBody(keyMalformed(), wantedLocale(request.headers['accept-language']), request.id);
      return reply.status(400).type('application/problem+json; charset=utf-8').send(JSON.stringify(body));
    }
    const fingerprint = createHash('sha256')
      .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
      .digest();
    (request as unknown as TurnoutRequest).idempotency = { key, principal: 'anonymous', fingerprint };
  });
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
}
