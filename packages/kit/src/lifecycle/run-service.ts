import type { DestinationStream } from 'pino';
import { type Clock, systemClock } from '../clock.ts';
import { createHealth, type Health } from '../health/create-health.ts';
import { type HealthRoutes, healthRoutes } from '../health/health-routes.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import { createMetrics, type Metrics } from '../metrics/create-metrics.ts';
import type { Settings } from '../settings/setting.ts';
import { flushTelemetry } from '../telemetry/flush-telemetry.ts';
import { awaitEnd } from './await-end.ts';
import type { Closable, Entrance } from './entrance.ts';
import { type ProcessHost, processHost } from './process-host.ts';
import { readConfig, type ServiceConfig } from './read-config.ts';
import { serveHttp } from './serve-http.ts';
import { stopInOrder } from './stop-in-order.ts';

/** What the lifecycle hands to a service for its wiring. */
export type Wiring<S extends Settings> = {
  readonly config: ServiceConfig<S>;
  /** Keeps a resource until the last entrance has drained; closed in reverse order of owning. */
  own<R extends Closable>(resource: R): R;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly health: Health;
  /** For a service that serves HTTP itself: its handler asks these first. */
  readonly healthRoutes: HealthRoutes;
  readonly clock: Clock;
  /** Aborts when the process is asked to end: for whatever waits while wiring. Work ends by its entrance. */
  readonly signal: AbortSignal;
};

export type RunOptions = {
  /** False where the service mounts the health routes on an HTTP server of its own. */
  readonly serveHealth?: boolean;
  /** How long all entrances together may take to finish, then all resources. */
  readonly entrancesStopWithinMs?: number;
  readonly resourcesCloseWithinMs?: number;
  readonly host?: ProcessHost;
  readonly clock?: Clock;
  readonly logDestination?: DestinationStream;
};

const flushWithinMs = 3_000;

/** Exit code of sysexits.h for a configuration error: starting again will not help. */
const exitBadSettings = 78;

/**
 * The one lifecycle of a service: settings, health, wiring, entrances in order, ready; and on SIGTERM,
 * SIGINT or the first entrance to fail: not ready, a pause until load balancers have seen it, entrances
 * newest first, owned resources, exit. Exits 78 with every fault told when a setting is wrong; 0 after an
 * orderly end; 1 after a failure, or when the end took longer than its limits. A second signal exits at once.
 */
export async function runService<S extends Settings>(
  name: string,
  declared: S,
  build: (wiring: Wiring<S>) => Promise<readonly Entrance[]> | readonly Entrance[],
  options: RunOptions = {},
): Promise<void> {
  const { host = processHost, clock = systemClock, logDestination: destination } = options;
  const read = readConfig(name, declared, host);
  if (!read) return host.exit(exitBadSettings);
  const { config, unknown } = read;
  const logger = createLogger(name, { level: config.logLevel, ...(destination ? { destination } : {}) });
  for (const variable of unknown) logger.warn('setting_unknown', { detail: variable });

  const health = createHealth({ clock });
  const metrics = createMetrics({ processMetrics: true });
  const routes = healthRoutes(health, metrics);
  const healthServer = serveHttp({
    name: 'health',
    host: config.httpHost,
    port: config.httpPort,
    handler: (request, response) => {
      if (!routes(request, response)) response.writeHead(404).end();
    },
  });
  const end = awaitEnd(host, logger);
  let wasReady = false;
  const opened: Entrance[] = [];
  const owned: Closable[] = [];
  const own = <R extends Closable>(resource: R): R => {
    owned.push(resource);
    return resource;
  };

  async function start(): Promise<void> {
    if (options.serveHealth ?? true) await healthServer.start();
    const { signal } = end;
    const entrances = await build({
      config,
      own,
      metrics,
      logger,
      health,
      healthRoutes: routes,
      clock,
      signal,
    });
    for (const entrance of entrances) {
      if (signal.aborted) return;
      opened.push(entrance);
      entrance.failed?.catch((error) => end.fail('entrance_failed', entrance.name, error));
      await entrance.start();
    }
    if (signal.aborted) return;
    wasReady = true;
    health.turn('open');
    logger.info('service_ready', { port: healthServer.port() });
  }

  const started = start().catch((error) => end.fail('start_failed', name, error));
  const { code } = await end.asked;
  health.turn('stopping');
  if (wasReady) await clock.sleep(config.shutdownDelayMs);

  const rest = { clock, logger };
  // The wiring may still be waiting for something; what it owns by then is closed below.
  const wiring = { name: 'wiring', stop: () => started };
  const drained = await stopInOrder([wiring, ...opened], options.entrancesStopWithinMs ?? 20_000, rest);
  const closed = await stopInOrder(
    owned.map((resource, index) => ({
      name: resource.name ?? `resource ${index + 1}`,
      stop: () => resource.close(),
    })),
    options.resourcesCloseWithinMs ?? 10_000,
    rest,
  );
  await stopInOrder([healthServer, { name: 'telemetry', stop: flushTelemetry }], flushWithinMs, rest);
  health.close();
  end.forget();
  const exitCode = code === 0 && drained && closed ? 0 : 1;
  logger.info('service_stopped', { status: exitCode });
  host.exit(exitCode);
}
