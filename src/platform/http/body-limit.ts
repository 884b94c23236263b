import { type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';

/** Largest body of this one route, in bytes, where the general limit is too small for what people really send. */
export const BodyLimit = (bytes: number): MethodDecorator => RouteConfig({ bodyLimit: bytes });

/** Gives each route its own limit; to be called before the routes are registered. */
export function honourBodyLimits(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', (route) => {
    const limit: unknown = route.config && 'bodyLimit' in route.config ? route.config.bodyLimit : undefined;
    if (typeof limit === 'number') route.bodyLimit = limit;
  });
}
