import { BloomError } from '@bloom/kit';
import { recordTables, type Store } from '@bloom/store';
import { seesPrivateNotes, seesWholePractice } from '../auth/policy.ts';
import type { Caller } from '../auth/verify-token.ts';

/** What a caller is to a client. */
export function createClientStanding(store: Store) {
  const { clients, sessions } = recordTables(store);
  /** @throws BloomError NOT_FOUND for a client that the practice has not, FORBIDDEN for one of colleagues alone */
  return async (practice: string, clientId: string, caller: Caller): Promise<{ readsNotes: boolean }> => {
    const { practitionerId } = caller;
    const [client, session] = await Promise.all([
      clients.findOne({ _id: clientId, practice, gone: false }, { projection: { _id: 1 } }),
      practitionerId === undefined
        ? null
        : sessions.findOne({ practice, clientId, practitionerId, gone: false }, { projection: { _id: 1 } }),
    ]);
    if (!client) throw new BloomError('NOT_FOUND');
    if (!session && !seesWholePractice(caller)) throw new BloomError('FORBIDDEN');
    return { readsNotes: seesPrivateNotes(caller, session !== null) };
  };
}

export type ClientStanding = ReturnType<typeof createClientStanding>;
