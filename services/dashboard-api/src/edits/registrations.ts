import type { EditView, PatientOnScreen } from '@bloom/contracts';
import { localDateOf } from '@bloom/domain';
import { BloomError, type Clock } from '@bloom/kit';
import type { Caller } from '../auth/verify-token.ts';
import type { ComposePatients } from '../read/compose-patients.ts';
import type { FindPatients } from '../read/find-patients.ts';
import { isRegistration, registrationFacts } from '../read/patient-facts.ts';
import type { PatientReader } from '../read/patient-reader.ts';
import type { PracticeFacts } from '../read/practice-facts.ts';
import type { AcceptEdit, WantedEdit } from './accept-edit.ts';
import { editView } from './edit-view.ts';
import { type NewPatientBody, readNewPatient } from './patient-change-body.ts';

/** Somebody who may be the same person. */
export type PossibleDuplicate = Pick<PatientOnScreen, 'id' | 'givenName' | 'familyName' | 'birthDate'>;

/** Takes registrations, and answers them as clients are shown until they are there. */
export function createRegistrations(ports: {
  readonly patients: PatientReader;
  readonly find: FindPatients;
  readonly compose: ComposePatients;
  readonly accept: AcceptEdit;
  readonly clock: Clock;
}) {
  const { patients, find, compose, accept, clock } = ports;

  function wantedOf({ timezone }: PracticeFacts, body: NewPatientBody): WantedEdit {
    const change = readNewPatient(body, localDateOf(clock.nowMs(), timezone));
    return {
      ...{ target: undefined, entityId: undefined, practitionerId: null },
      wish: { kind: 'registration', change },
    };
  }

  /** @throws BloomError as `readNewPatient` and `AcceptEdit.once` */
  return async function register(
    practice: PracticeFacts,
    asked: {
      readonly caller: Caller;
      readonly key: string | undefined;
      readonly body: NewPatientBody;
      readonly sent: unknown;
    },
  ): Promise<{ edit: EditView; patient: PatientOnScreen; possibleDuplicates: PossibleDuplicate[] }> {
    const { caller, key, body, sent } = asked;
    const request = { caller, key, route: 'POST /patients', body: sent };
    const edit = await accept.once(request, async () => wantedOf(practice, body));
    if (!isRegistration(edit)) throw new BloomError('IDEMPOTENCY_KEY_REUSED');
    const made = (await patients.bornOf(practice.id, [edit._id])).filter(({ gone }) => !gone);
    const [now] = await compose.ofStored(practice.id, made);
    const wanted = registrationFacts(edit);
    const alike = await find.alike(practice.id, { _id: edit._id, wanted });
    return {
      edit: editView(edit, practice.timezone),
      patient: now ?? wanted,
      possibleDuplicates: alike.map(({ id, givenName, familyName, birthDate }) => {
        return { id, givenName, familyName, birthDate };
      }),
    };
  };
}

export type Register = ReturnType<typeof createRegistrations>;
