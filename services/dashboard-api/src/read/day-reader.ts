import type { LocalDate } from '@bloom/domain';
import { dashboardOwner } from '@bloom/store';
import type { PracticeFacts } from './practice-facts.ts';
import type { ReadDay, StoredDay } from './read-day.ts';
import type { Place, ReadThrough } from './read-through.ts';

type Practice = Pick<PracticeFacts, 'id' | 'timezone'>;

/**
 * Reads a practitioner's day, through the cache where it holds one; without a day it is today where they are. It goes with
 * any change of what its practitioner's screens show, the settings that decide zone and aims among it.
 */
export function createDayReader({
  through,
  readDay,
  renewDay,
  idKey,
}: {
  readonly through: ReadThrough;
  readonly readDay: ReadDay;
  /** The same with nothing of it from the cache. */
  readonly renewDay: ReadDay;
  readonly idKey: Uint8Array;
}) {
  const placeOf = (practice: Practice, practitionerId: string, asked: LocalDate | undefined): Place => ({
    practice: practice.id,
    owner: dashboardOwner(idKey, practice.id, practitionerId),
    // The practice's zone is theirs who chose none; the form of what is kept is named, so that no version reads another's.
    part: `4:${asked ?? 'today'}:${practice.timezone}`,
  });

  return {
    async read(
      practice: Practice,
      practitionerId: string,
      asked: LocalDate | undefined,
    ): Promise<{ day: StoredDay; cache: 'hit' | 'miss' }> {
      const { value, cache } = await through.read(placeOf(practice, practitionerId, asked), () =>
        readDay(practice, practitionerId, asked),
      );
      return { day: value, cache };
    },

    /**
     * Today as the store has it now, and kept for those who read it next: asked for when something changed that a screen
     * shows. Never from the cache, which a writer may not have reached.
     */
    renew: (practice: Practice, practitionerId: string): Promise<StoredDay> =>
      through.renew(placeOf(practice, practitionerId, undefined), () =>
        renewDay(practice, practitionerId, undefined),
      ),
  };
}

export type DayReader = ReturnType<typeof createDayReader>;
