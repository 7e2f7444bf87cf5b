import { houseSettings, setting } from '@bloom/kit';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

export const writerConfig = {
  ...houseSettings,
  httpPort: setting({
    env: 'HTTP_PORT',
    schema: port,
    default: '4004',
    doc: 'The port of /live, /ready, /health and /metrics.',
  }),
  grpcPort: setting({
    env: 'GRPC_PORT',
    schema: port,
    default: '5004',
    doc: 'The port of the WriterService.',
  }),
} as const;
