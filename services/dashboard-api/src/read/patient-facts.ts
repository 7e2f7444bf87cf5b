import { isEditOver, overlayPatient, type PatientFacts, usualPatientStatus } from '@bloom/domain';
import type { ClientDocument, ClientOwnShown, EditDocument, EditWish } from '@bloom/store';
import { pendingPrefix } from './booking-facts.ts';
import type { Pending } from './pending-edits.ts';

export type RegistrationEdit = EditDocument & {
  readonly wish: Extract<EditWish, { kind: 'registration' }>;
};

export function isRegistration(edit: EditDocument): edit is RegistrationEdit {
  return edit.wish.kind === 'registration';
}

/** Registrations to be shown: under way, and not in our record yet. `bornOf`: the edits that clients were made by. */
export function registrationsToShow(
  edits: readonly EditDocument[],
  bornOf: ReadonlySet<string>,
): RegistrationEdit[] {
  return edits.filter(isRegistration).filter(({ _id, state }) => !isEditOver(state) && !bornOf.has(_id));
}

/**
 * A stored client as people are shown them, with what is kept of them and their edits laid over it. Their revision is the
 * sum of three counters, which only grow: whatever of them changes, it grows.
 */
export function patientFacts(
  client: ClientDocument,
  {
    own,
    pending,
  }: {
    readonly own: Pick<ClientOwnShown, 'status' | 'revision'> | undefined;
    readonly pending: Pick<Pending, 'counterOf' | 'patientEditsOf'>;
  },
): PatientFacts {
  const { _id: id, givenName, familyName, preferredName, birthDate, email, mobile, phone } = client;
  const facts: PatientFacts = {
    ...{ id, givenName, familyName, preferredName, birthDate, email, mobile, phone },
    gender: client.gender ?? null,
    address: client.address ?? null,
    status: own?.status ?? usualPatientStatus({ registeredHere: client.bornOf !== undefined }),
    revision: client.revision + (own?.revision ?? 0) + pending.counterOf(id),
  };
  return overlayPatient(facts, client.settledSeq ?? 0, pending.patientEditsOf(id));
}

/** A registration on its way as a client is shown. */
export function registrationFacts({ _id, wish, state, v, by, createdAtMs }: RegistrationEdit): PatientFacts {
  const { givenName, familyName, preferredName, birthDate, gender, email, mobile, phone, address } =
    wish.change;
  return {
    id: `${pendingPrefix}${_id}`,
    givenName: givenName ?? '',
    familyName: familyName ?? '',
    preferredName: preferredName ?? null,
    birthDate: birthDate ?? null,
    gender: gender ?? null,
    email: email ?? null,
    mobile: mobile ?? null,
    phone: phone ?? null,
    address: address ?? null,
    status: usualPatientStatus({ registeredHere: true }),
    revision: v,
    pending: { editId: _id, state, by, since: new Date(createdAtMs).toISOString() },
  };
}
