import type { PatientOnScreen } from '@bloom/contracts';
import { couldBeDuplicate, fitsWords, type Likeness, nameWords } from '@bloom/domain';
import type { ClientDocument, EditReader } from '@bloom/store';
import { InvalidInput } from '../http/invalid-input.ts';
import { pendingPrefix } from './booking-facts.ts';
import type { ComposePatients } from './compose-patients.ts';
import { isRegistration, type RegistrationEdit, registrationsToShow } from './patient-facts.ts';
import { byPlace, type PatientPlace, type PatientReader } from './patient-reader.ts';

/** Of those who bear exactly such names so many are compared. */
const alikeMax = 200;
const toldMax = 20;

/** Who looks for clients: undefined = whoever sees the whole practice. */
export type PatientsOf = { readonly practitionerId: string; readonly sub: string } | undefined;

/** Finds clients by name, as they are shown: an edit that has yet to reach Halaxy counts, and so does a registration. */
export function createFindPatients({
  patients,
  edits,
  compose,
}: {
  readonly patients: PatientReader;
  readonly edits: Pick<EditReader, 'live' | 'renames' | 'get'>;
  readonly compose: ComposePatients;
}) {
  /** Clients whose names are not yet those that are shown, and registrations on their way. */
  async function underWay(practice: string, among: readonly string[] | undefined) {
    const [creations, renames] = await Promise.all([edits.live(practice, []), edits.renames(practice)]);
    const isAmong = (id: string) => among === undefined || among.includes(id);
    const renamed = [...new Set(renames.map(({ target }) => target))];
    const [stored, born] = await Promise.all([
      patients.byIds(practice, renamed.filter(isAmong)),
      patients.bornOf(
        practice,
        creations.filter(isRegistration).map(({ _id }) => _id),
      ),
    ]);
    const registrations = registrationsToShow(creations, editsOf(born));
    return { renamed, stored: stored.filter(({ gone }) => !gone), registrations };
  }

  /** Where the list goes on: after whoever was the last, though they may be gone by now. */
  async function placeOf(practice: string, id: string): Promise<PatientPlace> {
    const editId = id.startsWith(pendingPrefix) ? id.slice(pendingPrefix.length) : undefined;
    const [stored] =
      editId === undefined ? await patients.byIds(practice, [id]) : await patients.bornOf(practice, [editId]);
    const edit = stored || editId === undefined ? null : await edits.get(practice, editId);
    const [place] = stored
      ? await compose.ofStored(practice, [stored])
      : compose.ofRegistrations(edit && isRegistration(edit) ? [edit] : []);
    if (place) return place;
    throw new InvalidInput([{ path: 'query.cursor', message: 'is no cursor of this list' }]);
  }

  return {
    /**
     * A page of those of whom each of these words begins a name. A practitioner finds their own clients, and whom they
     * register themselves.
     *
     * @param afterId of the last of the page before
     * @throws InvalidInput for one who is none of the practice's
     */
    async page(
      practice: string,
      {
        words,
        of,
        afterId,
        limit,
      }: {
        readonly words: readonly string[];
        readonly of: PatientsOf;
        readonly afterId: string | undefined;
        readonly limit: number;
      },
    ): Promise<{ readonly items: readonly PatientOnScreen[]; readonly lastId: string | null }> {
      const after = afterId === undefined ? undefined : await placeOf(practice, afterId);
      const among = of && (await patients.ofPractitioner(practice, of.practitionerId));
      const { renamed, stored, registrations } = await underWay(practice, among);
      const found = await patients.named(practice, {
        words,
        among,
        without: renamed,
        after,
        limit: limit + 1,
      });
      const [shown, others] = await Promise.all([
        compose.ofStored(practice, found),
        compose.ofStored(practice, stored),
      ]);
      const theirs = without(registrations, found).filter(({ by }) => of === undefined || by.id === of.sub);
      const added = [...others, ...compose.ofRegistrations(theirs)]
        .filter((one) => fitsWords(words, namesOf(one)))
        .filter((one) => after === undefined || byPlace(one, after) > 0);
      const all = [...shown, ...added].sort(byPlace);
      const items = all.slice(0, limit);
      return { items, lastId: all.length > limit ? (items.at(-1)?.id ?? null) : null };
    },

    /** Clients and registrations of the practice who may be the one of a registration, itself and whom it made left out. */
    async alike(
      practice: string,
      { _id, wanted }: { readonly _id: string; readonly wanted: Likeness },
    ): Promise<readonly PatientOnScreen[]> {
      const words = nameWords(wanted.givenName, wanted.familyName);
      if (words.length === 0) return [];
      const { renamed, stored, registrations } = await underWay(practice, undefined);
      const held = await patients.withWords(practice, words, alikeMax);
      const found = [...held.filter((one) => !renamed.includes(one._id)), ...stored];
      const all = [
        ...(await compose.ofStored(
          practice,
          found.filter(({ bornOf }) => bornOf !== _id),
        )),
        ...compose.ofRegistrations(without(registrations, held).filter((one) => one._id !== _id)),
      ];
      return all
        .filter((one) => couldBeDuplicate(wanted, one))
        .sort(byPlace)
        .slice(0, toldMax);
    },
  };
}

export type FindPatients = ReturnType<typeof createFindPatients>;

const nameFields = ['givenName', 'familyName', 'preferredName'] as const;

function namesOf(one: Pick<PatientOnScreen, (typeof nameFields)[number]>): (string | null)[] {
  return nameFields.map((field) => one[field]);
}

function editsOf(made: readonly ClientDocument[]): ReadonlySet<string> {
  return new Set(made.flatMap(({ bornOf }) => bornOf ?? []));
}

/** One who came to be while the list was read is in it once. */
function without(
  registrations: readonly RegistrationEdit[],
  made: readonly ClientDocument[],
): RegistrationEdit[] {
  const born = editsOf(made);
  return registrations.filter(({ _id }) => !born.has(_id));
}
