import { setting } from '@bloom/kit';
import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ });

export const dashboardSettings = {
  httpPort: setting({
    env: 'HTTP_PORT',
    schema: z.coerce.number().int().min(0).max(65_535),
    default: '4081',
    doc: 'The port of /live, /ready, /health and /metrics; it is not for browsers.',
  }),
  pagePort: setting({
    env: 'DASHBOARD_PORT',
    schema: z.coerce.number().int().min(0).max(65_535),
    default: '4080',
    doc: 'The port of the one origin that people’s browsers see. 0 takes a free one.',
  }),
  pageDir: setting({
    env: 'DASHBOARD_PAGE_DIR',
    schema: z.string().min(1),
    default: 'web/dashboard/dist-web',
    doc: 'Where the built page is.',
  }),
  issuer: setting({
    env: 'AUTH_ISSUER',
    schema: address,
    default: 'http://127.0.0.1:4011',
    doc: 'Where people log in: the page is sent there, and may speak to no other outside address.',
  }),
  clientId: setting({
    env: 'DASHBOARD_CLIENT_ID',
    schema: z.string().min(1),
    default: 'bloom-dashboard',
    doc: 'What the issuer knows this dashboard as; a public client, so it is no secret.',
  }),
  apiUrl: setting({
    env: 'DASHBOARD_API_URL',
    schema: address,
    default: 'http://127.0.0.1:4000',
    doc: 'dashboard-api, which answers /api.',
  }),
  gatewayUrl: setting({
    env: 'GATEWAY_URL',
    schema: address,
    default: 'http://127.0.0.1:4002',
    doc: 'realtime-gateway, which answers /ws.',
  }),
  ingestUrl: setting({
    env: 'INGEST_URL',
    schema: address,
    default: 'http://127.0.0.1:4001',
    doc: 'webhook-ingest, which answers /webhooks.',
  }),
};
