import 'reflect-metadata';
import { createApi, serveMetrics } from './application.js';
import { ConfigError, loadConfig } from './platform/config/config.js';

/** The HTTP process. Several of them may share one database. */
try {
  const config = loadConfig(process.env);
  const app = await createApi(config, { works: false });
  app.enableShutdownHooks([], { useProcessExit: true });
  const metrics = await serveMetrics(app, config);
  app.getHttpServer().once('close', () => metrics?.close());
  await app.listen(config.port, config.host);
} catch (error) {
  process.stderr.write(
    error instanceof ConfigError
      ? `${error.message}\n`
      : `The API could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
