import 'reflect-metadata';
import { createWorker, serveMetrics } from './application.js';
import { ConfigError, loadConfig } from './platform/config/config.js';

/** The process that works on jobs: mail, messages, schedules. Several of them may share one database. */
try {
  const config = loadConfig(process.env);
  const app = await createWorker(config);
  app.enableShutdownHooks([], { useProcessExit: true });
  const metrics = await serveMetrics(app, config);
  metrics?.unref();
} catch (error) {
  process.stderr.write(
    error instanceof ConfigError
      ? `${error.message}\n`
      : `The worker could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
