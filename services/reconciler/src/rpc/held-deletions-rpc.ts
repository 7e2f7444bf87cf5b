import { BloomError, type PublicIds } from '@bloom/kit';
import type { GrpcHandlers, HeldDeletion as HeldMessage, ReconcilerServiceService } from '@bloom/proto';
import type { HeldDeletion } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';

type Calls = Pick<GrpcHandlers<typeof ReconcilerServiceService>, 'listHeldDeletions' | 'decideHeldDeletion'>;

/** Deletions that wait for an operator, and what they decide. */
export function heldDeletionsRpc(
  { held, rereads, ids, doorOf, events }: ReconcilerPorts,
  nudge: (practice: string) => void,
): Calls {
  return {
    async listHeldDeletions({ practiceId }) {
      return { heldDeletions: (await held.open(practiceId)).map((one) => heldMessage(one, ids)) };
    },

    async decideHeldDeletion({ practiceId, id, decision, by }) {
      if (decision !== 'confirmed' && decision !== 'rejected')
        throw new BloomError('CALL_INVALID', 'decision is confirmed or rejected');
      const decided = await held.decide(practiceId, id, { state: decision, by });
      // Where all its records came back nobody has decided, and there is nothing left to decide about.
      if (decided === null || decided.hold.state === 'over') throw new BloomError('NOT_FOUND');
      const { hold, ids: named } = decided;
      if (hold.state !== decision) throw new BloomError('HELD_DELETION_DECIDED', hold.state);
      if (decision === 'rejected') await rereads.removeAll(practiceId, hold.type, named);
      else await wantAll(practiceId, hold.type, named);
      events.deletionDecided(practiceId, hold.type, decision);
      nudge(practiceId);
      return { count: named.length };
    },
  };

  /** Each is read by itself before it goes: what came back meanwhile stays. */
  async function wantAll(practice: string, type: string, named: readonly string[]): Promise<void> {
    const wantedNo = (await (await doorOf(practice))?.readCounter()) ?? 0;
    // Rows that were looked at seldom are due now.
    await rereads.removeAll(practice, type, named);
    await rereads.want(named.map((id) => ({ practice, type, id, wantedNo, source: 'sweep' as const })));
  }
}

/** As an operator sees it, who sees no patient's data: Halaxy's ids stay here. */
function heldMessage(
  { _id: id, practice, type, count, sinceMs, sample }: HeldDeletion,
  ids: PublicIds,
): HeldMessage {
  return {
    id,
    type,
    count,
    since: new Date(sinceMs),
    sample: sample.map((rid) => ownId(ids, practice, type, rid)),
  };
}

function ownId(ids: PublicIds, practice: string, type: string, rid: string): string {
  if (type === 'Patient') return ids.client(practice, rid);
  if (type === 'Appointment') return ids.appointment(practice, rid);
  if (type === 'Practitioner') return ids.practitioner(practice, rid);
  return ids.record(practice, type, rid);
}
