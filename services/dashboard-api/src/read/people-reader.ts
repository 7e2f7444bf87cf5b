import type { Clock } from '@bloom/kit';
import { type PractitionerDocument, recordTables, type Store } from '@bloom/store';
import { keepBriefly } from '../keep-briefly.ts';

/** Halaxy tells nobody that a practitioner changed: a new colleague shows so long after our own record has them. */
const keptMs = 5_000;

/** Reads practitioners that Halaxy still has; the practice comes first, and nothing outside of it is found. */
export function createPeopleReader(store: Store, clock: Clock) {
  const { practitioners } = recordTables(store);
  const list = (practice: string): Promise<PractitionerDocument[]> =>
    practitioners.find({ practice, gone: false }).sort({ displayName: 1, _id: 1 }).toArray();
  const kept = keepBriefly(list, { keptMs, clock });
  return {
    list: kept,
    get: async (practice: string, id: string): Promise<PractitionerDocument | undefined> =>
      (await kept(practice)).find(({ _id }) => _id === id),
  };
}

export type PeopleReader = ReturnType<typeof createPeopleReader>;
