import {
  connectHalaxy,
  createMemoryTokenVault,
  credentialHash,
  type Halaxy,
  type HalaxyReader,
  type HalaxyWriter,
} from '@bloom/halaxy';
import type { Clock, Sealer } from '@bloom/kit';
import { highestReadNo } from '../admission/highest-read-no.ts';
import { createMongoAdmission } from '../admission/mongo-admission.ts';
import { createBreakerOverrides } from '../breaker/breaker-overrides.ts';
import { createRedisSharedBreaker } from '../breaker/redis-shared-breaker.ts';
import type { Store } from '../connect-store.ts';
import type { PracticeDocument, Practices } from '../practices/practices.ts';
import type { Redis } from '../redis/connect-redis.ts';
import { createRedisTokenVault } from '../redis/redis-token-vault.ts';

/** The door to Halaxy under one practice's credential, with its read counter. */
export type PracticeDoor = HalaxyReader & {
  readonly write: HalaxyWriter;
  readonly readCounter: () => Promise<number>;
  /** Where it leads: references that are written begin with it. */
  readonly baseUrl: string;
};

const freshMs = 10_000;

type Open = { readonly v: number; readonly halaxy: Halaxy; readonly door: PracticeDoor };

export type DoorParts = {
  readonly practices: Pick<Practices, 'get'>;
  readonly store: Store;
  readonly redis: Redis;
  readonly sealer: Sealer;
  readonly idKey: Uint8Array;
  readonly clock: Clock;
  readonly onCircuitChanged: (practice: string, callClass: string, mode: string) => void;
  readonly onTokenRefreshFailed: (practice: string, error: unknown) => void;
};

/** The doors to Halaxy, one a practice; opened anew when the practice's connection was changed. */
export function createDoors(parts: DoorParts) {
  const { practices, store, redis, sealer, idKey, clock } = parts;
  const overrides = createBreakerOverrides(store, clock);
  const open = new Map<string, Open>();
  const opening = new Map<string, Promise<Open>>();
  const looked = new Map<string, { atMs: number; practice: Promise<PracticeDocument | null> }>();

  function practiceOf(id: string): Promise<PracticeDocument | null> {
    const held = looked.get(id);
    if (held && clock.nowMs() - held.atMs < freshMs) return held.practice;
    const practice = practices.get(id);
    looked.set(id, { atMs: clock.nowMs(), practice });
    // That there is none is not remembered: the next may be about one that was made just now.
    practice.then(
      (found) => found ?? looked.delete(id),
      () => looked.delete(id),
    );
    return practice;
  }

  async function openDoor({ _id: practice, v, halaxy: connection }: PracticeDocument): Promise<Open> {
    const place = { practice, collection: 'practices', id: practice, field: 'clientSecret' };
    const credential = credentialHash(idKey, connection);
    const admission = createMongoAdmission(store, credential);
    await admission.countFrom(await highestReadNo(store, practice));
    const halaxy = connectHalaxy({
      baseUrl: connection.baseUrl,
      clientId: connection.clientId,
      clientSecret: await sealer.open(connection.clientSecret, place),
      userAgent: connection.userAgent,
      admission,
      vault: createRedisTokenVault(redis, {
        sealer,
        practice,
        credentialHash: credential,
        fallback: createMemoryTokenVault(clock),
      }),
      sharedBreaker: (callClass) =>
        createRedisSharedBreaker(redis, { credentialHash: credential, callClass }),
      isForced: () => overrides.isForced(practice),
      clock,
      random: Math.random,
      onCircuitChanged: (callClass, now) => parts.onCircuitChanged(practice, callClass, now.mode),
      onTokenRefreshFailed: (error) => parts.onTokenRefreshFailed(practice, error),
    });
    return {
      v,
      halaxy,
      door: { ...halaxy, readCounter: admission.readCounter, baseUrl: connection.baseUrl },
    };
  }

  return {
    async doorOf(id: string): Promise<PracticeDoor | undefined> {
      const practice = await practiceOf(id);
      const held = open.get(id);
      if (practice === null || held?.v === practice.v) return practice === null ? undefined : held?.door;
      // Two that come at once get one door: its circuits and its token are one.
      const key = `${id} ${practice.v}`;
      const under = opening.get(key) ?? openDoor(practice);
      opening.set(key, under);
      try {
        const opened = await under;
        if (open.get(id) === held) {
          held?.halaxy.close();
          open.set(id, opened);
        }
        return opened.door;
      } finally {
        opening.delete(key);
      }
    },
    close(): void {
      for (const { halaxy } of open.values()) halaxy.close();
    },
  };
}
