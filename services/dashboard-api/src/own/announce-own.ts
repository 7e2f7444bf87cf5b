import { type Change, channelsOfSession } from '@bloom/contracts';
import { decideOwnChange } from '@bloom/domain';
import { type ClientOwnShown, type EncodedMessage, recordTables } from '@bloom/store';
import type { DashboardApiPorts } from '../ports.ts';

const hourMs = 3_600_000;
/** Nowhere has today begun earlier than so long ago. */
const todayMs = 26 * hourMs;
const aheadMs = 90 * 24 * hourMs;
/** Sessions that are announced one by one for one change. */
const announcedMax = 200;

const nothing = { presentingIssues: [], sessionsElsewhere: null };

type Ports = Pick<DashboardApiPorts, 'store' | 'clock' | 'announce'>;

/**
 * Names what is to be shown again after a change of a client's own fields: these, the client's sessions that a screen may
 * show (today's and those of 90 days ahead, the nearest 200), and the figures of whoever has a session with them.
 */
export function createClientAnnouncements({ store, clock, announce }: Ports) {
  const { sessions } = recordTables(store);
  return async (before: ClientOwnShown | null, after: ClientOwnShown): Promise<EncodedMessage[]> => {
    const { practice, id: clientId } = after;
    const changed = decideOwnChange(before ?? nothing, after);
    const ofClient = { practice, clientId, gone: false };
    const nowMs = clock.nowMs();
    const [owners, shown] = await Promise.all([
      sessions.distinct('practitionerId', ofClient),
      changed.sessions
        ? sessions
            .find({ ...ofClient, startMs: { $gte: nowMs - todayMs, $lt: nowMs + aheadMs } })
            .sort({ startMs: 1 })
            .limit(announcedMax)
            .toArray()
        : [],
    ]);
    const known = owners.filter((owner) => owner !== null);
    const everywhere = [null, ...known].flatMap((owner) => channelsOfSession(practice, owner));
    return announce(practice, [
      { kind: 'own', id: clientId, channels: [...new Set(everywhere)] },
      ...shown.map(
        ({ _id: id, practitionerId }): Change => ({
          kind: 'session',
          id,
          channels: channelsOfSession(practice, practitionerId),
        }),
      ),
      ...(changed.figures ? known : []).map((id) => figuresOf(practice, id)),
    ]);
  };
}

/** A practitioner's figures are to be shown again, wherever their sessions are. */
export function figuresOf(practice: string, practitionerId: string): Change {
  return { kind: 'figures', id: practitionerId, channels: channelsOfSession(practice, practitionerId) };
}
