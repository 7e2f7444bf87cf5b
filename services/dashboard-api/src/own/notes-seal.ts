import type { Sealed, Sealer } from '@bloom/kit';
import type { ClientOwnKept } from '@bloom/store';

/** Seals and opens a client's private notes; moved to another client or practice they do not open. */
export function createNotesSeal(sealer: Sealer) {
  const place = (practice: string, clientId: string) => ({
    practice,
    collection: 'client_own',
    id: clientId,
    field: 'privateNotes',
  });
  return {
    /** Null for no notes. */
    seal: async (practice: string, clientId: string, notes: string): Promise<Sealed | null> =>
      notes === '' ? null : sealer.seal(notes, place(practice, clientId)),
    /** All of them, one below the other. @throws BloomError SEAL_BROKEN: notes that do not open are not told to be none */
    async open(practice: string, notes: ClientOwnKept['notes']): Promise<string> {
      const opened = notes.map(({ clientId, sealed }) => sealer.open(sealed, place(practice, clientId)));
      return (await Promise.all(opened)).join('\n\n');
    },
  };
}
