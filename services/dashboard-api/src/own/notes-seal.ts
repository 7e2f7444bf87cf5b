import type { Sealed, Sealer } from '@bloom/kit';

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
    /** @throws BloomError SEAL_BROKEN: notes that do not open are not told to be none */
    open: async (practice: string, clientId: string, sealed: Sealed | null): Promise<string> =>
      sealed === null ? '' : sealer.open(sealed, place(practice, clientId)),
  };
}
