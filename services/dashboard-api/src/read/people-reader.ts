import { type PractitionerDocument, recordTables, type Store } from '@bloom/store';

/** Reads practitioners that Halaxy still has; the practice comes first, and nothing outside of it is found. */
export function createPeopleReader(store: Store) {
  const { practitioners } = recordTables(store);
  return {
    get: (practice: string, id: string): Promise<PractitionerDocument | null> =>
      practitioners.findOne({ practice, _id: id, gone: false }),
    list: (practice: string): Promise<PractitionerDocument[]> =>
      practitioners.find({ practice, gone: false }).sort({ displayName: 1, _id: 1 }).toArray(),
  };
}

export type PeopleReader = ReturnType<typeof createPeopleReader>;
