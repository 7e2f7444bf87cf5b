/**
 * dashboard is the one origin that people's browsers see: it serves the page, and carries what the page
 * asks to the services behind it.
 */
import { runService } from '@bloom/kit';
import { reachable } from './reachable.ts';
import { serveDashboard } from './serve-dashboard.ts';
import { dashboardSettings } from './settings.ts';

await runService('dashboard', dashboardSettings, ({ config, health, healthRoutes, logger }) => {
  const routes = [
    { path: '/api', service: 'dashboard-api', url: config.apiUrl },
    { path: '/ws', service: 'realtime-gateway', url: config.gatewayUrl },
    { path: '/webhooks', service: 'webhook-ingest', url: config.ingestUrl },
  ];
  for (const { service, url } of routes) health.dependency(service, reachable(url));
  // The page tells people what it is missing better than a balancer that sends nobody here.
  health.readyWhen(() => true);
  return [
    serveDashboard({
      host: config.httpHost,
      port: config.pagePort,
      pageDir: config.pageDir,
      issuer: config.issuer,
      clientId: config.clientId,
      routes,
      healthRoutes,
      onFault: (service, fault) => logger.warn('service_unreachable', { detail: service }, fault),
    }),
  ];
});
