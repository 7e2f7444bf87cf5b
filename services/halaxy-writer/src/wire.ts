import { credentialHash } from '@bloom/halaxy';
import type { Clock } from '@bloom/kit';
import {
  createBreakerOverrides,
  createPractices,
  createRedisSharedBreaker,
  type Redis,
  type Store,
} from '@bloom/store';
import { buildWriter } from './app.ts';
import type { WriterEvents } from './events.ts';

export type WriterParts = {
  readonly store: Store;
  readonly redis: Redis;
  readonly idKey: Uint8Array;
  readonly clock: Clock;
  readonly events: WriterEvents;
};

/** halaxy-writer on its real parts: every port with its adapter. */
export function wireWriter({ store, redis, idKey, clock, events }: WriterParts) {
  return buildWriter({
    practices: createPractices(store),
    overrides: createBreakerOverrides(store, clock),
    breakerOf: ({ halaxy }, callClass) =>
      createRedisSharedBreaker(redis, { credentialHash: credentialHash(idKey, halaxy), callClass }),
    clock,
    events,
  });
}
