import { type Change, channelsOfSession, formatChannel } from '@bloom/contracts';
import { type EditDocument, type EncodedMessage, recordTables, type Store } from '@bloom/store';
import type { DashboardApiPorts } from '../ports.ts';

export type AnnounceEdit = (edit: EditDocument) => Promise<EncodedMessage[]>;

/** Names what is to be shown again when something became of an edit: the edit, and what it changes or makes. */
export function createAnnounceEdit(
  store: Store,
  { announce }: Pick<DashboardApiPorts, 'announce'>,
): AnnounceEdit {
  const { sessions } = recordTables(store);

  async function shown({
    practice,
    wish,
    entityId,
    practitionerId,
    target,
  }: EditDocument): Promise<Change[]> {
    switch (wish.kind) {
      case 'session': {
        const all = await sessions
          .find({ practice, halaxyId: wish.halaxy.id }, { projection: { practitionerId: 1 } })
          .toArray();
        return all.map(({ _id, practitionerId: owner }) => sessionChange(practice, _id, owner));
      }
      case 'booking':
        return [sessionChange(practice, entityId, practitionerId)];
      case 'patient':
        return [patientChange(practice, target)];
      case 'registration':
        return [patientChange(practice, entityId)];
    }
  }

  return async (edit) => announce(edit.practice, [editChange(edit), ...(await shown(edit))]);
}

/** Those who see what it is about, and its author wherever they look. */
export function channelsOfEdit({ practice, practitionerId, by }: EditDocument): string[] {
  return [...channelsOfSession(practice, practitionerId), formatChannel({ kind: 'user', id: by.id })];
}

/** A client is to be shown again to those who see the whole practice: contact details are on no practitioner's channel. */
export function patientChange(practice: string, id: string): Change {
  return { kind: 'client', id, channels: channelsOfSession(practice, null) };
}

function editChange(edit: EditDocument): Change {
  return { kind: 'edit', id: edit._id, channels: channelsOfEdit(edit) };
}

function sessionChange(practice: string, id: string, practitionerId: string | null): Change {
  return { kind: 'session', id, channels: channelsOfSession(practice, practitionerId) };
}
