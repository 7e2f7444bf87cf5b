import { parseTimeZone } from '@bloom/domain';
import { houseSettings, setting } from '@bloom/kit';
import { z } from 'zod';
import { halaxyAddress } from './practices/halaxy-address.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const origin = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
);
const perSecond = z.coerce.number().int().min(1).max(1_000_000);

export const dashboardApiConfig = {
  ...houseSettings,
  httpPort: setting({
    env: 'HTTP_PORT',
    schema: port,
    default: '4000',
    doc: 'The port of the REST API, and of /live, /ready, /health and /metrics.',
  }),
  grpcPort: setting({ env: 'GRPC_PORT', schema: port, default: '5000', doc: 'The port of the ViewService.' }),
  redisCacheUrl: setting({
    env: 'REDIS_CACHE_URL',
    schema: z.union([z.literal(''), z.string().regex(/^rediss?:\/\//)]),
    default: '',
    doc: 'Redis for dashboards, where it is another than REDIS_URL.',
    secret: true,
  }),
  reconcilerAddress: setting({
    env: 'RECONCILER_ADDRESS',
    schema: z.string().min(1),
    default: '127.0.0.1:5003',
    doc: 'The reconciler’s gRPC, e.g. dns:///reconciler:5003.',
  }),
  writerAddress: setting({
    env: 'WRITER_ADDRESS',
    schema: z.string().min(1),
    default: '127.0.0.1:5004',
    doc: 'halaxy-writer’s gRPC, e.g. dns:///halaxy-writer:5004.',
  }),
  ingestAddress: setting({
    env: 'INGEST_ADDRESS',
    schema: z.string().min(1),
    default: '127.0.0.1:5001',
    doc: 'webhook-ingest’s gRPC, e.g. dns:///webhook-ingest:5001.',
  }),
  publicUrl: setting({
    env: 'PUBLIC_URL',
    schema: origin,
    default: 'http://127.0.0.1:4080',
    doc: 'Where people and Halaxy reach us: webhook addresses begin with it.',
  }),
  corsOrigins: setting({
    env: 'CORS_ORIGINS',
    schema: list,
    default: '',
    doc: 'Origins of pages that may use the API from elsewhere, comma-separated.',
  }),
  authIssuer: setting({
    env: 'AUTH_ISSUER',
    schema: z.url({ protocol: /^https?$/ }),
    doc: 'The `iss` of access tokens, e.g. http://127.0.0.1:4011.',
  }),
  authAudience: setting({
    env: 'AUTH_AUDIENCE',
    schema: z.string().min(1),
    default: 'bloom-sync',
    doc: 'The `aud` of access tokens.',
  }),
  authAlgorithm: setting({
    env: 'AUTH_ALGORITHM',
    schema: z.enum(['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256']),
    default: 'ES256',
    doc: 'The one algorithm that the issuer signs with.',
  }),
  authJwksUrl: setting({
    env: 'AUTH_JWKS_URL',
    schema: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]),
    default: '',
    doc: 'Where the issuer’s keys are. Empty: at /jwks below AUTH_ISSUER.',
  }),
  ticketKey: setting({
    env: 'TICKET_KEY',
    schema: z
      .string()
      .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
      .refine((bytes) => bytes.length >= 32),
    doc: 'At least 32 bytes in base64. Signs tickets for sockets; the same for realtime-gateway.',
    secret: true,
  }),
  requestsPerUser: setting({
    env: 'REQUESTS_PER_SECOND_USER',
    schema: perSecond,
    default: '20',
    doc: 'Requests that one person may make in a second.',
  }),
  requestsPerPractice: setting({
    env: 'REQUESTS_PER_SECOND_PRACTICE',
    schema: perSecond,
    default: '1000',
    doc: 'Requests that all people of one practice may make in a second.',
  }),
  practiceName: setting({
    env: 'PRACTICE_NAME',
    schema: z.string().min(1).max(200),
    default: 'Demo practice',
    doc: 'The name of the first practice, demo.',
  }),
  practiceTimezone: setting({
    env: 'PRACTICE_TIMEZONE',
    schema: z.string().refine((name) => parseTimeZone(name) !== undefined),
    default: 'Australia/Sydney',
    doc: 'The zone of the first practice, a name of the tz database.',
  }),
  halaxyBaseUrl: setting({
    env: 'HALAXY_BASE_URL',
    schema: halaxyAddress,
    default: 'https://au-api.halaxy.com/main/',
    doc: 'The Halaxy of the first practice. Plain http is for this machine alone.',
  }),
  halaxyClientId: setting({
    env: 'HALAXY_CLIENT_ID',
    schema: z.string().min(1),
    doc: 'The API key’s id at Halaxy, for the first practice.',
  }),
  halaxyClientSecret: setting({
    env: 'HALAXY_CLIENT_SECRET',
    schema: z.string().min(1),
    doc: 'The API key’s secret at Halaxy, for the first practice.',
    secret: true,
  }),
  halaxyUserAgent: setting({
    env: 'HALAXY_USER_AGENT',
    schema: z.string().min(1).max(200),
    doc: 'Who we say we are to Halaxy: the product with a person’s address, as Halaxy asks for.',
  }),
  halaxyWebhookSecret: setting({
    env: 'HALAXY_WEBHOOK_SECRET',
    schema: z.union([z.literal(''), z.string().min(8).max(200)]),
    default: '',
    doc: 'What Halaxy’s webhooks bear for the first practice. Empty: one is made and kept.',
    secret: true,
  }),
  halaxyAllowedHosts: setting({
    env: 'HALAXY_ALLOWED_HOSTS',
    schema: list,
    default: 'au-api.halaxy.com',
    doc: 'Every host[:port] that a new practice may name as its Halaxy, comma-separated.',
  }),
} as const;
