import { type ChangeMessage, formatChannel, shownKinds } from '@bloom/contracts';
import { asBloomError, type Clock } from '@bloom/kit';
import type { GatewayEvents } from '../events.ts';
import type { ComposedView } from '../ports.ts';
import type { ChangeRing, Recovery } from '../ring/change-ring.ts';
import { formatPosition, type Position, parsePosition } from '../ring/position.ts';
import type { Subscribe } from '../sockets/answer-messages.ts';
import type { Connections } from '../sockets/connections.ts';
import { mayJoin } from '../sockets/may-join.ts';
import type { Pump } from './create-pump.ts';
import type { Views } from './create-views.ts';

const aheadWaitMs = 1_000;
const aheadLookMs = 50;

/**
 * Joins a connection to a channel and answers what changed there since its position.
 *
 * Join and cut are one synchronous step: what is nudged before it is in the answer, what is nudged after it is sent,
 * and nothing falls between. The line must be held meanwhile, so that the answer comes before what is sent.
 */
export function createSubscribe(ports: {
  readonly ring: ChangeRing;
  readonly pump: Pump;
  readonly views: Views;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly events: Pick<GatewayEvents, 'subscribed' | 'composeFailed'>;
}): Subscribe {
  const { ring, pump, views, connections, clock, events } = ports;

  /** A pod a moment behind the one that issued the position catches up within a second, or is too far. */
  async function awaitArrival(practice: string, channel: string, position: Position): Promise<void> {
    const endMs = clock.monotonicMs() + aheadWaitMs;
    while (ring.since(practice, channel, position).kind === 'ahead' && clock.monotonicMs() < endMs)
      await clock.sleep(aheadLookMs);
  }

  return async (connection, channel, since) => {
    const { practice } = connection.bearer;
    const name = formatChannel(channel);
    const position = since === undefined ? undefined : parsePosition(since);
    if (position) await awaitArrival(practice, name, position);

    // The rights may have changed while we waited.
    const joined = mayJoin(connection.bearer, channel) && connections.join(connection, channel);
    if (!joined) return { ok: false, code: 'CHANNEL_FORBIDDEN' };
    const found: Recovery = position
      ? ring.since(practice, name, position)
      : { kind: 'lost', reason: 'epoch' };
    const partition = found.kind === 'recovered' && found.partition >= 0 ? found.partition : undefined;
    const cut = formatPosition(pump.positionOf(practice, partition));

    const changes = await changesOf(practice, name, cut, found);
    if (!changes) {
      events.subscribed('snapshot');
      return { ok: true, position: cut, recovered: false, changes: [] };
    }
    events.subscribed('recovered');
    return { ok: true, position: cut, recovered: true, changes };
  };

  async function changesOf(practice: string, channel: string, position: string, found: Recovery) {
    if (found.kind !== 'recovered') return undefined;
    try {
      const composed = await views.current(practice, found.entities);
      return composed.flatMap((view) => changeOf(view, channel, position));
    } catch (thrown) {
      // Whoever composes is away: the snapshot comes from the same place, when it is back.
      events.composeFailed(practice, asBloomError(thrown));
      return undefined;
    }
  }
}

function changeOf(view: ComposedView, channel: string, position: string): ChangeMessage[] {
  const { id, revision, viewJson, channels, replaces } = view;
  const kind = shownKinds.find((known) => known === view.kind);
  if (!kind) return [];
  const shown = viewJson !== undefined && channels.includes(channel) ? viewJson : 'null';
  const change = { channel, position, kind, id, revision, view: JSON.parse(shown) as ChangeMessage['view'] };
  return [replaces === undefined ? change : { ...change, replaces }];
}
