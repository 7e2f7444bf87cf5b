import { BloomError, type Clock, type Entrance } from '@bloom/kit';
import type { GatewayEvents } from '../events.ts';
import type { ChangeTailHandlers, GatewayPorts, TailedChange } from '../ports.ts';
import type { ChangeRing } from '../ring/change-ring.ts';
import type { Nudge } from '../ring/nudge.ts';
import type { Connections } from '../sockets/connections.ts';
import type { Door } from '../sockets/create-door.ts';
import type { Pump } from './create-pump.ts';
import { readChange } from './read-change.ts';

export type ChangesEntrance = Entrance & {
  /** What was there at the start has been read. */
  isReady(): boolean;
  /** @throws BloomError BROKER_UNAVAILABLE until it is ready */
  reached(): Promise<void>;
};

/** Takes what the tail hands over: into the ring, then to the screens, and rights to those whose they are. */
export function followChanges(ports: {
  readonly openTail: GatewayPorts['openTail'];
  readonly ring: ChangeRing;
  readonly pump: Pump;
  readonly connections: Connections;
  readonly door: Pick<Door, 'rightsChanged'>;
  readonly clock: Clock;
  readonly events: GatewayEvents;
}): ChangesEntrance {
  const { ring, pump, connections, door, clock, events } = ports;
  let ready = false;

  /** The user's next ticket carries the new rights, or is refused where there are none any more. */
  function endSockets({ practice, id, committedAtMs }: Nudge): void {
    door.rightsChanged(practice, id, committedAtMs ?? clock.nowMs());
    for (const connection of connections.ofUser(practice, id)) {
      connections.remove(connection);
      connection.end('permissions_changed', {});
    }
  }

  const handlers: ChangeTailHandlers = {
    onMessages(batch: readonly TailedChange[]): void {
      const nowMs = clock.nowMs();
      // What was read before is known: it has been shown, or waits.
      const nudges = batch.map(readChange).filter((nudge) => ring.add(nudge, nowMs));
      for (const nudge of nudges) {
        events.nudged(nudge.kind);
        if (nudge.kind === 'access') endSockets(nudge);
      }
      pump.note(nudges);
    },
    onGap(partition: number): void {
      events.gapFound(partition);
      ring.gap(partition);
      for (const practice of [...connections.practices()]) {
        const known = ring.partitionOf(practice);
        if (known === undefined || known === partition) pump.resyncPractice(practice);
      }
    },
  };
  const tail = ports.openTail(handlers);

  return {
    ...tail,
    isReady: () => ready,
    async reached() {
      if (!ready)
        throw new BloomError('BROKER_UNAVAILABLE', 'the changes have not been read up to the start');
    },
    async start() {
      void tail.ready.then(() => {
        for (const { partition, nextOffset } of tail.positions()) ring.open(partition, Number(nextOffset));
        ready = true;
      });
      await tail.start();
    },
  };
}
