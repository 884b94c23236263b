import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** How long after closing has begun the first request of a connection may still come, in milliseconds. */
const grace = 1_000;

/**
 * Ends connections that were opened and never used, such as those a browser opens ahead, when the server closes. Node counts
 * only those as idle that have been answered once, and would wait a minute for the others' first request.
 */
export function endUnusedConnections(app: NestFastifyApplication): void {
  const unused = new Set<Socket>();
  const server: Server = app.getHttpServer();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preClose', async () => {
      setTimeout(() => {
        for (const socket of unused) socket.destroy();
      }, grace).unref();
    });
}
