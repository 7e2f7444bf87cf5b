import { type ClientDocument, recordTables, type Store } from '@bloom/store';

/** Where a client stands in a list: by family name, given name and id, byte by byte. */
export type PatientPlace = Pick<ClientDocument, 'familyName' | 'givenName'> & { readonly id: string };

/** Which clients a search goes through. */
export type PatientsAmong = {
  /** Of these ids; undefined = of all. */
  readonly among: readonly string[] | undefined;
  readonly without: readonly string[];
};

/** Above every text that begins with what stands before it. */
const last = '\u{10ffff}';

/** Reads clients; each function takes the practice first, and finds nothing outside of it. */
export function createPatientReader(store: Store) {
  const { clients, sessions } = recordTables(store);
  const withId = ({ among, without }: PatientsAmong) =>
    among === undefined && without.length === 0
      ? {}
      : { _id: { ...(among === undefined ? {} : { $in: [...among] }), $nin: [...without] } };

  return {
    /** Those of these ids, gone ones too. */
    byIds: (practice: string, ids: readonly string[]): Promise<ClientDocument[]> =>
      ids.length === 0 ? Promise.resolve([]) : clients.find({ practice, _id: { $in: [...ids] } }).toArray(),

    /** Whom registrations made, gone ones too. */
    bornOf: (practice: string, editIds: readonly string[]): Promise<ClientDocument[]> =>
      editIds.length === 0
        ? Promise.resolve([])
        : clients.find({ practice, bornOf: { $in: [...editIds] } }).toArray(),

    /** Who has a session with a practitioner. */
    ofPractitioner: (practice: string, practitionerId: string): Promise<string[]> =>
      sessions.distinct('clientId', { practice, practitionerId, gone: false }),

    /**
     * Those of whom each of these words begins a name, in the order of their places, at most `limit`. Words are looked for
     * as ranges of the index: nothing in them is an expression.
     */
    async named(
      practice: string,
      {
        words,
        after,
        limit,
        ...of
      }: PatientsAmong & {
        readonly words: readonly string[];
        readonly after: PatientPlace | undefined;
        readonly limit: number;
      },
    ): Promise<ClientDocument[]> {
      const begun = words.map((word) => ({
        nameWords: { $elemMatch: { $gte: word, $lt: `${word}${last}` } },
      }));
      return clients
        .find({
          ...{ practice, gone: false, ...withId(of) },
          $and: [...begun, ...(after === undefined ? [] : [behind(after)])],
        })
        .sort({ familyName: 1, givenName: 1, _id: 1 })
        .limit(limit)
        .toArray();
    },

    /** Those who have all of these words in their names, at most `limit`. */
    withWords: (practice: string, words: readonly string[], limit: number): Promise<ClientDocument[]> =>
      clients
        .find({ practice, gone: false, nameWords: { $all: [...words] } })
        .limit(limit)
        .toArray(),
  };
}

export type PatientReader = ReturnType<typeof createPatientReader>;

function behind({ familyName, givenName, id }: PatientPlace) {
  return {
    $or: [
      { familyName: { $gt: familyName } },
      { familyName, givenName: { $gt: givenName } },
      { familyName, givenName, _id: { $gt: id } },
    ],
  };
}

/** As MongoDB orders them. */
export function byPlace(a: PatientPlace, b: PatientPlace): number {
  const compare = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
  return compare(a.familyName, b.familyName) || compare(a.givenName, b.givenName) || compare(a.id, b.id);
}
