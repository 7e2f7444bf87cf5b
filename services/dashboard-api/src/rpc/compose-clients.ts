import type { PatientOnScreen } from '@bloom/contracts';
import type { ComposedView } from '@bloom/proto';
import type { ClientDocument, EditReader, OwnReader } from '@bloom/store';
import { patientChange } from '../edits/announce-edit.ts';
import { pendingPrefix } from '../read/booking-facts.ts';
import type { ComposePatients } from '../read/compose-patients.ts';
import { patientFacts, registrationsToShow } from '../read/patient-facts.ts';
import type { PatientReader } from '../read/patient-reader.ts';
import type { PendingReader } from '../read/pending-edits.ts';

/** Puts clients together for screens of the whole practice: contact details are on no practitioner's channel. */
export function createComposeClients(ports: {
  readonly patients: PatientReader;
  readonly compose: ComposePatients;
  readonly readPending: PendingReader;
  readonly own: Pick<OwnReader, 'clients'>;
  readonly edits: Pick<EditReader, 'byIds'>;
}) {
  const { patients, compose, readPending, own, edits } = ports;

  /** A client who is gone bears a revision above every one that they were shown with: own fields and edits count in it too. */
  async function composeGone(practice: string, stored: readonly ClientDocument[]): Promise<ComposedView[]> {
    if (stored.length === 0) return [];
    const ids = stored.map(({ _id }) => _id);
    const [ownOf, pending] = await Promise.all([
      own.clients.byIds(practice, ids),
      readPending(practice, ids),
    ]);
    return stored.map((client) => {
      const { id, revision } = patientFacts(client, { own: ownOf.get(client._id), pending });
      return { kind: 'client', id, revision, channels: [] };
    });
  }

  /** Registrations on their way. One that is there, or came to nothing, is gone: its own client bears what they replace. */
  async function composeRegistrations(practice: string, editIds: readonly string[]): Promise<ComposedView[]> {
    if (editIds.length === 0) return [];
    const made = await patients.bornOf(practice, editIds);
    const all = await edits.byIds(practice, editIds);
    const underWay = registrationsToShow(all, new Set(made.flatMap(({ bornOf }) => bornOf ?? [])));
    const shown = new Set(underWay.map(({ _id }) => _id));
    return [
      ...compose.ofRegistrations(underWay).map((view) => clientMessage(practice, view)),
      ...all
        .filter(({ _id }) => !shown.has(_id))
        .map(({ _id, v }) => ({
          ...{ kind: 'client', id: `${pendingPrefix}${_id}`, revision: v + 1, channels: [] },
        })),
    ];
  }

  return async (practice: string, ids: readonly string[]): Promise<Map<string, ComposedView>> => {
    if (ids.length === 0) return new Map();
    const stored = await patients.byIds(practice, ids);
    const there = stored.filter(({ gone }) => !gone);
    const [shown, gone, registrations] = await Promise.all([
      compose.ofStored(practice, there),
      composeGone(
        practice,
        stored.filter((one) => one.gone),
      ),
      composeRegistrations(
        practice,
        ids.flatMap((id) => (id.startsWith(pendingPrefix) ? [id.slice(pendingPrefix.length)] : [])),
      ),
    ]);
    const bornOf = new Map(there.map(({ _id, bornOf: editId }) => [_id, editId]));
    const views = shown.map((view): ComposedView => {
      const editId = bornOf.get(view.id);
      const replaces = editId === undefined ? {} : { replaces: `${pendingPrefix}${editId}` };
      return { ...clientMessage(practice, view), ...replaces };
    });
    return new Map([...views, ...gone, ...registrations].map((view) => [view.id, view]));
  };
}

export type ComposeClients = ReturnType<typeof createComposeClients>;

function clientMessage(practice: string, view: PatientOnScreen): ComposedView {
  const { id, revision } = view;
  const { channels } = patientChange(practice, id);
  return { kind: 'client', id, revision, viewJson: JSON.stringify(view), channels: [...channels] };
}
