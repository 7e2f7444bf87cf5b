import { houseSettings, setting } from '@bloom/kit';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

export const ingestConfig = {
  ...houseSettings,
  httpPort: setting({
    env: 'HTTP_PORT',
    schema: port,
    default: '4001',
    doc: 'The port of the webhooks, and of /live, /ready, /health and /metrics.',
  }),
  grpcPort: setting({
    env: 'GRPC_PORT',
    schema: port,
    default: '5001',
    doc: 'The port of the IngestService.',
  }),
} as const;
