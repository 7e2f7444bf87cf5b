import type { EditView, PatientOnScreen } from '@bloom/contracts';
import { localDateOf } from '@bloom/domain';
import { BloomError, type Clock } from '@bloom/kit';
import type { ClientDocument, OwnReader } from '@bloom/store';
import type { Caller } from '../auth/verify-token.ts';
import type { ComposePatients } from '../read/compose-patients.ts';
import type { KnownPatientOf } from '../read/known-patient.ts';
import { patientFacts } from '../read/patient-facts.ts';
import type { PendingReader } from '../read/pending-edits.ts';
import type { PracticeFacts } from '../read/practice-facts.ts';
import type { AcceptEdit, WantedEdit } from './accept-edit.ts';
import { editView } from './edit-view.ts';
import { type PatientChangeBody, readPatientChange } from './patient-change-body.ts';

export type EditedPatient = { readonly edit: EditView; readonly patient: PatientOnScreen };

/** Takes changes of clients' contact details, and answers them as they are shown from now on. */
export function createPatientEdits(ports: {
  readonly knownPatient: KnownPatientOf;
  readonly own: OwnReader;
  readonly readPending: PendingReader;
  readonly compose: ComposePatients;
  readonly accept: AcceptEdit;
  readonly clock: Clock;
}) {
  const { knownPatient, own, readPending, compose, accept, clock } = ports;

  async function wantedOf(
    { id: practice, timezone }: PracticeFacts,
    client: ClientDocument,
    { body, expected }: { body: PatientChangeBody; expected: number | undefined },
  ): Promise<WantedEdit> {
    const { _id, halaxyId } = client;
    const [ownOf, pending] = await Promise.all([
      own.clients.byIds(practice, [_id]),
      readPending(practice, [_id]),
    ]);
    const shown = patientFacts(client, { own: ownOf.get(_id), pending });
    if (expected !== undefined && expected !== shown.revision) throw new BloomError('REVISION_STALE');
    const { change, base } = readPatientChange(body, shown, localDateOf(clock.nowMs(), timezone));
    return {
      // Contact details are on no practitioner's screens.
      ...{ target: _id, entityId: _id, practitionerId: null },
      wish: { kind: 'patient', change, base, halaxy: { id: halaxyId } },
      ...(expected === undefined ? {} : { expected: pending.counterOf(_id) }),
    };
  }

  return {
    /** @throws BloomError as `readPatientChange` and `AcceptEdit.once`; NOT_FOUND, FORBIDDEN, REGISTRATION_PENDING */
    async change(
      practice: PracticeFacts,
      id: string,
      asked: {
        readonly caller: Caller;
        readonly key: string | undefined;
        readonly body: PatientChangeBody;
        /** The body as it was sent. */
        readonly sent: unknown;
        readonly expected: number | undefined;
      },
    ): Promise<EditedPatient> {
      const { caller, key, sent } = asked;
      const { client } = await knownPatient(practice.id, id, caller);
      if (!client) throw new BloomError('REGISTRATION_PENDING');
      const request = { caller, key, route: `PATCH /patients/${id}`, body: sent };
      const edit = await accept.once(request, () => wantedOf(practice, client, asked));
      const [patient] = await compose.ofStored(practice.id, [client]);
      if (!patient) throw new BloomError('INTERNAL', 'a client who was edited cannot be shown');
      return { edit: editView(edit, practice.timezone), patient };
    },
  };
}

export type PatientEdits = ReturnType<typeof createPatientEdits>;
