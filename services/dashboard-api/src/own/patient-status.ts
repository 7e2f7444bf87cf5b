import { type PatientOnScreen, shownPatientStatuses } from '@bloom/contracts';
import { BloomError } from '@bloom/kit';
import type { OwnRecords } from '@bloom/store';
import { z } from 'zod';
import type { Caller } from '../auth/verify-token.ts';
import { patientChange } from '../edits/announce-edit.ts';
import type { DashboardApiPorts } from '../ports.ts';
import type { ComposePatients } from '../read/compose-patients.ts';
import type { KnownPatientOf } from '../read/known-patient.ts';

export const patientStatusChange = z
  .strictObject({ status: z.enum(shownPatientStatuses) })
  .meta({ id: 'PatientStatusChange' });

/** Saves how a client stands with the practice, beside what else it keeps of them. */
export function createPatientStatus(
  ports: Pick<DashboardApiPorts, 'outbox' | 'announce' | 'committed'> & {
    readonly knownPatient: KnownPatientOf;
    readonly records: OwnRecords;
    readonly compose: ComposePatients;
  },
) {
  const { outbox, announce, committed, knownPatient, records, compose } = ports;
  /** @throws BloomError NOT_FOUND, FORBIDDEN, REGISTRATION_PENDING, OUTBOX_FULL, STORE_CONTENDED */
  return async function setStatus(
    practice: string,
    id: string,
    caller: Caller,
    { status }: z.output<typeof patientStatusChange>,
  ): Promise<PatientOnScreen> {
    const { client } = await knownPatient(practice, id, caller);
    if (!client) throw new BloomError('REGISTRATION_PENDING');
    await outbox.assertRoom();
    const { rows } = await records.saveClient({
      practice,
      id: client._id,
      expected: undefined,
      decide: () => ({ status }),
      announce: () => announce(practice, [patientChange(practice, client._id)]),
    });
    await committed(rows);
    const [patient] = await compose.ofStored(practice, [client]);
    if (!patient) throw new BloomError('INTERNAL', 'a client whose status was set cannot be shown');
    return patient;
  };
}

export type SetPatientStatus = ReturnType<typeof createPatientStatus>;
