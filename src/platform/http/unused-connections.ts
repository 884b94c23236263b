import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** How long after closing has begun the first request of a connection may still come, in milliseconds. */
const grace = 1_000;
/** Milliseconds between two looks for connections that have been answered. */
const pause = 100;

/**
 * Ends connections that nobody uses when the server closes. Node ends those once that are idle at that moment. It would wait
 * a minute for the first request of those that were opened and never used, such as those a browser opens ahead; and as long
 * for another request of those whose answer was still under way.
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
      const answered = setInterval(() => server.closeIdleConnections(), pause).unref();
      server.once('close', () => clearInterval(answered));
    });
}
