import { houseSettings, setting } from '@bloom/kit';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const count = z.coerce.number().int().min(1).max(1_000_000);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
);

// It holds no record and opens no sealed message: neither the database nor the sealing keys are its business.
const { kafkaBrokers, redisUrl, idKey } = houseSettings;

export const gatewayConfig = {
  kafkaBrokers,
  redisUrl,
  idKey,
  httpPort: setting({
    env: 'HTTP_PORT',
    schema: port,
    default: '4002',
    doc: 'The port of Socket.IO at /ws, and of /live, /ready, /health and /metrics.',
  }),
  grpcPort: setting({
    env: 'GRPC_PORT',
    schema: port,
    default: '5002',
    doc: 'The port of the GatewayService.',
  }),
  viewsAddress: setting({
    env: 'VIEWS_ADDRESS',
    schema: z.string().min(1),
    default: '127.0.0.1:5000',
    doc: 'dashboard-api’s gRPC, which puts views together, e.g. dns:///dashboard-api:5000.',
  }),
  origins: setting({
    env: 'CORS_ORIGINS',
    schema: list,
    default: '',
    doc: 'Origins of pages that may use the API and sockets from elsewhere, comma-separated.',
  }),
  ticketKey: setting({
    env: 'TICKET_KEY',
    schema: z
      .string()
      .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
      .refine((bytes) => bytes.length >= 32),
    doc: 'At least 32 bytes in base64. Signs tickets for sockets; the same for dashboard-api.',
    secret: true,
  }),
  socketsPerUserMax: setting({
    env: 'SOCKETS_PER_USER',
    schema: count,
    default: '20',
    doc: 'Sockets that one person may have open at a gateway.',
  }),
  connectsPerSecondMax: setting({
    env: 'CONNECTS_PER_SECOND',
    schema: count,
    default: '1000',
    doc: 'Connections that one gateway takes in a second; who comes above that tries again.',
  }),
  messagesPerSecondMax: setting({
    env: 'MESSAGES_PER_SECOND_SOCKET',
    schema: count,
    default: '20',
    doc: 'Messages that one socket may send in a second.',
  }),
  unsentBytesMax: setting({
    env: 'SOCKET_UNSENT_BYTES',
    schema: count,
    default: '262144',
    doc: 'Bytes that may wait for a slow socket; beyond, frames are dropped and it is told to load again.',
  }),
  unsentMsMax: setting({
    env: 'SOCKET_UNSENT_MS',
    schema: count,
    default: '5000',
    doc: 'How long a socket’s reader may stand still before the socket is closed, in milliseconds.',
  }),
  closeWithinMs: setting({
    env: 'SOCKETS_CLOSE_WITHIN_MS',
    schema: z.coerce.number().int().min(0).max(15_000),
    default: '10000',
    doc: 'Over how long open sockets are closed at the end, so that they do not all come back at once.',
  }),
} as const;
