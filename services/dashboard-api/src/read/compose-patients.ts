import type { PatientOnScreen } from '@bloom/contracts';
import type { ClientDocument, OwnReader } from '@bloom/store';
import { patientFacts, type RegistrationEdit, registrationFacts } from './patient-facts.ts';
import type { PendingReader } from './pending-edits.ts';

/** Puts clients together as screens and `/patients/{id}` show them. */
export function createComposePatients({
  own,
  readPending,
}: {
  readonly own: Pick<OwnReader, 'clients'>;
  readonly readPending: PendingReader;
}) {
  return {
    async ofStored(practice: string, stored: readonly ClientDocument[]): Promise<PatientOnScreen[]> {
      if (stored.length === 0) return [];
      const ids = stored.map(({ _id }) => _id);
      const [ownOf, pending] = await Promise.all([
        own.clients.byIds(practice, ids),
        readPending(practice, ids),
      ]);
      return stored.map((client) => patientFacts(client, { own: ownOf.get(client._id), pending }));
    },

    /** Registrations on their way, as clients are. */
    ofRegistrations: (edits: readonly RegistrationEdit[]): PatientOnScreen[] => edits.map(registrationFacts),
  };
}

export type ComposePatients = ReturnType<typeof createComposePatients>;
