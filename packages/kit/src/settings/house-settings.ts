import { z } from 'zod';
import { setting } from './setting.ts';

const keyBytes = 32;
const key = z
  .string()
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
  .refine((bytes) => bytes.length === keyBytes);

/** What every service that speaks to the stores and the broker needs, declared once for all of them. */
export const houseSettings = {
  kafkaBrokers: setting({
    env: 'KAFKA_BROKERS',
    schema: z
      .string()
      .min(1)
      .transform((list) => list.split(',').map((broker) => broker.trim())),
    doc: 'Kafka or Redpanda, as host:port, several by commas.',
  }),
  mongodbUri: setting({
    env: 'MONGODB_URI',
    schema: z.string().regex(/^mongodb(\+srv)?:\/\//),
    doc: 'The replica set and its database, e.g. mongodb://127.0.0.1:37017/bloom?replicaSet=rs0.',
    secret: true,
  }),
  redisUrl: setting({
    env: 'REDIS_URL',
    schema: z.string().regex(/^rediss?:\/\//),
    doc: 'Redis for what may be lost, e.g. redis://127.0.0.1:16379.',
    secret: true,
  }),
  idKey: setting({
    env: 'ID_KEY',
    schema: key,
    doc: '32 bytes in base64. Makes Bloom’s own ids and hashes; the same for all services, never changed.',
    secret: true,
  }),
  sealingKeys: setting({
    env: 'SEALING_KEYS',
    schema: z.string().transform((list, context) => {
      const keys = list.split(',').map((entry) => entry.split(':'));
      const parsed = keys.map(([id = '', text = '']) => [id, key.safeParse(text).data] as const);
      if (parsed.every(([id, bytes]) => id !== '' && bytes !== undefined))
        return new Map(parsed.flatMap(([id, bytes]) => (bytes ? [[id, bytes] as const] : [])));
      context.addIssue({ code: 'custom' });
      return z.NEVER;
    }),
    doc: 'Wrapping keys as id:base64 of 32 bytes, by commas; the first seals, all open.',
    secret: true,
  }),
} as const;
