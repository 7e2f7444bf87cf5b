import { isEditOver } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { ClientDocument, EditReader } from '@bloom/store';
import { seesWholePractice } from '../auth/policy.ts';
import type { Caller } from '../auth/verify-token.ts';
import type { ClientStanding } from '../own/client-standing.ts';
import { pendingPrefix } from './booking-facts.ts';
import { isRegistration, type RegistrationEdit } from './patient-facts.ts';
import type { PatientReader } from './patient-reader.ts';

/** Whom an id names: a client, or a registration on its way. */
export type KnownPatient =
  | { readonly client: ClientDocument; readonly registration?: never }
  | { readonly client?: never; readonly registration: RegistrationEdit };

/** Finds whom an id names, for whoever may see them. A registration that is there by now is its client. */
export function createKnownPatient({
  patients,
  edits,
  standingOf,
}: {
  readonly patients: PatientReader;
  readonly edits: Pick<EditReader, 'get'>;
  readonly standingOf: ClientStanding;
}) {
  async function clientOf(
    practice: string,
    found: Promise<ClientDocument[]>,
    caller: Caller,
  ): Promise<ClientDocument | undefined> {
    const [client] = await found;
    if (!client || client.gone) return undefined;
    await standingOf(practice, client._id, caller);
    return client;
  }

  async function madeBy(practice: string, editId: string, caller: Caller): Promise<KnownPatient> {
    // The edit comes first: it is over only once its client is there.
    const edit = await edits.get(practice, editId);
    const client = await clientOf(practice, patients.bornOf(practice, [editId]), caller);
    if (client) return { client };
    if (!edit || !isRegistration(edit) || isEditOver(edit.state)) throw new BloomError('NOT_FOUND');
    if (edit.by.id !== caller.sub && !seesWholePractice(caller)) throw new BloomError('FORBIDDEN');
    return { registration: edit };
  }

  /** @throws BloomError NOT_FOUND; FORBIDDEN for a client of colleagues alone, and a registration of somebody else's */
  return async (practice: string, id: string, caller: Caller): Promise<KnownPatient> => {
    if (id.startsWith(pendingPrefix)) return madeBy(practice, id.slice(pendingPrefix.length), caller);
    const client = await clientOf(practice, patients.byIds(practice, [id]), caller);
    if (!client) throw new BloomError('NOT_FOUND');
    return { client };
  };
}

export type KnownPatientOf = ReturnType<typeof createKnownPatient>;
