import { houseSettings, setting } from '@bloom/kit';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

export const reconcilerConfig = {
  ...houseSettings,
  httpPort: setting({
    env: 'HTTP_PORT',
    schema: port,
    default: '4003',
    doc: 'The port of /live, /ready, /health and /metrics.',
  }),
  grpcPort: setting({
    env: 'GRPC_PORT',
    schema: port,
    default: '5003',
    doc: 'The port of the ReconcilerService.',
  }),
  redisCacheUrl: setting({
    env: 'REDIS_CACHE_URL',
    schema: z.union([z.literal(''), z.string().regex(/^rediss?:\/\//)]),
    default: '',
    secret: true,
    doc: 'Redis for dashboards, where it is another than REDIS_URL.',
  }),
  sweepSeconds: setting({
    env: 'HALAXY_SWEEP_SECONDS',
    schema: z.coerce.number().int().min(1).max(86_400),
    default: '120',
    doc: 'How often changes are asked for that no webhook told, in seconds.',
  }),
  listingMinutes: setting({
    env: 'HALAXY_SYNC_INTERVAL_MINUTES',
    schema: z.coerce.number().int().min(1).max(10_080),
    default: '15',
    doc: 'How often the diary is listed whole, to find what was deleted and no webhook told, in minutes.',
  }),
  historyDays: setting({
    env: 'HALAXY_SYNC_HISTORY_DAYS',
    schema: z.coerce.number().int().min(2).max(3_650),
    default: '30',
    doc: 'How many days back that listing reaches. The first sync reads all history.',
  }),
  futureDays: setting({
    env: 'HALAXY_SYNC_FUTURE_DAYS',
    schema: z.coerce.number().int().min(2).max(3_650),
    default: '90',
    doc: 'How many days ahead that listing reaches.',
  }),
} as const;
