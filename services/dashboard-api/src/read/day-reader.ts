import type { LocalDate } from '@bloom/domain';
import type { Clock, Sealed, Sealer } from '@bloom/kit';
import { type DashboardCache, dashboardOwner } from '@bloom/store';
import type { PracticeFacts } from './practice-facts.ts';
import type { ReadDayAnew, StoredDay } from './read-day-anew.ts';

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
  return async (
    practice: Pick<PracticeFacts, 'id' | 'timezone'>,
    practitionerId: string,
    asked: LocalDate | undefined,
  ): Promise<{ day: StoredDay; cache: 'hit' | 'miss' }> => {
    const owner = dashboardOwner(idKey, practice.id, practitionerId);
    // The practice's zone is theirs who chose none; the form of what is kept is named, so that no version reads another's.
    const part = `3:${asked ?? 'today'}:${practice.timezone}`;
    const place = { practice: practice.id, collection: 'redis', id: owner, field: `dashboard:${part}` };
    const looked = await cache.look(owner, part);
    if ('hit' in looked) {
      const held = await opened(looked.hit, (sealed) => sealer.open(sealed, place));
      if (held && held.untilMs > clock.nowMs()) return { day: held, cache: 'hit' };
    }
    const day = await readDayAnew(practice, practitionerId, asked);
    if ('fill' in looked) await looked.fill(JSON.stringify(await sealer.seal(JSON.stringify(day), place)));
    return { day, cache: 'miss' };
  };
}

export type DayReader = ReturnType<typeof createDayReader>;

/** What cannot be opened, as after a change of keys, was not cached. */
async function opened(
  held: string,
  open: (sealed: Sealed) => Promise<string>,
): Promise<StoredDay | undefined> {
  try {
    return JSON.parse(await open(JSON.parse(held)));
  } catch {
    return undefined;
  }
}
