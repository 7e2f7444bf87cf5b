import type { LocalDate } from '@bloom/domain';
import type { Clock, Sealed, Sealer } from '@bloom/kit';
import { type DashboardCache, dashboardOwner } from '@bloom/store';
import type { PracticeFacts } from './practice-facts.ts';
import type { ReadDayAnew, StoredDay } from './read-day-anew.ts';

type Practice = Pick<PracticeFacts, 'id' | 'timezone'>;

/**
 * Reads a practitioner's day, through the cache where it holds one; without a day it is today where they are. Cached facts
 * are sealed for their practice, practitioner and day, and go with the generation that the relay raises before it announces
 * a change (I4): of a record, or of the settings that decide zone and aims.
 */
export function createDayReader(ports: {
  readonly readDayAnew: ReadDayAnew;
  readonly cache: DashboardCache;
  readonly sealer: Sealer;
  readonly idKey: Uint8Array;
  readonly clock: Clock;
}) {
  const { readDayAnew, cache, sealer, idKey, clock } = ports;
  /** Readings that others may wait for, by what they read and the generation that they began in. */
  const underWay = new Map<string, Promise<StoredDay>>();

  function placeOf(practice: Practice, practitionerId: string, asked: LocalDate | undefined) {
    const owner = dashboardOwner(idKey, practice.id, practitionerId);
    // The practice's zone is theirs who chose none; the form of what is kept is named, so that no version reads another's.
    const part = `3:${asked ?? 'today'}:${practice.timezone}`;
    return {
      owner,
      part,
      sealedFor: { practice: practice.id, collection: 'redis', id: owner, field: `dashboard:${part}` },
    };
  }

  async function held(sealed: string | undefined, sealedFor: Place): Promise<StoredDay | undefined> {
    if (sealed === undefined) return undefined;
    const day = await opened(sealed, (one) => sealer.open(one, sealedFor));
    return day && day.untilMs > clock.nowMs() ? day : undefined;
  }

  async function readAndKeep(
    fill: (value: string) => Promise<void>,
    sealedFor: Place,
    ...asked: Parameters<ReadDayAnew>
  ): Promise<StoredDay> {
    const day = await readDayAnew(...asked);
    await fill(JSON.stringify(await sealer.seal(JSON.stringify(day), sealedFor)));
    return day;
  }

  return {
    async read(
      practice: Practice,
      practitionerId: string,
      asked: LocalDate | undefined,
    ): Promise<{ day: StoredDay; cache: 'hit' | 'miss' }> {
      const { owner, part, sealedFor } = placeOf(practice, practitionerId, asked);
      const { hit, generation, fill } = await cache.look(owner, part);
      const cached = await held(hit, sealedFor);
      if (cached) return { day: cached, cache: 'hit' };
      const key = JSON.stringify([owner, part, generation]);
      const others = generation === undefined ? undefined : underWay.get(key);
      if (others) return { day: await others, cache: 'miss' };
      const reading = readAndKeep(fill, sealedFor, practice, practitionerId, asked);
      underWay.set(key, reading);
      const forget = (): void => {
        if (underWay.get(key) === reading) underWay.delete(key);
      };
      reading.then(forget, forget);
      return { day: await reading, cache: 'miss' };
    },

    /**
     * Today as the store has it now, and kept for those who read it next: asked for when something changed that a screen
     * shows. Never from the cache, which a writer may not have reached.
     */
    async renew(practice: Practice, practitionerId: string): Promise<StoredDay> {
      const { owner, part, sealedFor } = placeOf(practice, practitionerId, undefined);
      const { fill } = await cache.look(owner, part);
      return readAndKeep(fill, sealedFor, practice, practitionerId, undefined);
    },
  };
}

export type DayReader = ReturnType<typeof createDayReader>;
type Place = Parameters<Sealer['seal']>[1];

/** What cannot be opened, as after a change of keys, was not cached. */
async function opened(
  kept: string,
  open: (sealed: Sealed) => Promise<string>,
): Promise<StoredDay | undefined> {
  try {
    return JSON.parse(await open(JSON.parse(kept)));
  } catch {
    return undefined;
  }
}
