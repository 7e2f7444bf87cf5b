import { randomBytes } from 'node:crypto';
import type { HealthRoutes } from '@bloom/kit';
import type { GatewayPorts } from './ports.ts';
import { createPump } from './push/create-pump.ts';
import { createSubscribe } from './push/create-subscribe.ts';
import { createViews } from './push/create-views.ts';
import { followChanges } from './push/follow-changes.ts';
import { createChangeRing } from './ring/change-ring.ts';
import { formatPosition } from './ring/position.ts';
import { gatewayRpc } from './rpc/gateway-rpc.ts';
import { createAnswers } from './sockets/answer-messages.ts';
import { createConnections } from './sockets/connections.ts';
import { createDoor } from './sockets/create-door.ts';
import { encodeFrame } from './sockets/frame.ts';
import { serveSockets } from './sockets/serve-sockets.ts';
import { welcomeSocket } from './sockets/welcome-socket.ts';

/** Past the end of its session a socket has this long to bring a new ticket. */
const sessionGraceMs = 5_000;

/** The gateway: ports in, behaviour out. Tests build this same object. */
export function buildGateway(ports: GatewayPorts) {
  const { clock, events, settings } = ports;
  const connections = createConnections();
  const ring = createChangeRing(ports.epoch, () => randomBytes(12).toString('base64url'));
  const views = createViews(ports);
  const pump = createPump({ views, ring, connections, clock, events });
  const door = createDoor({ ...ports, connections });
  const changes = followChanges({ ...ports, ring, pump, connections, door });
  const answers = createAnswers({
    connections,
    door,
    isReady: changes.isReady,
    subscribe: createSubscribe({ ring, pump, views, connections, clock, events }),
    refused: () => events.subscribed('refused'),
    failed: events.answerFailed,
  });
  const welcome = welcomeSocket({ door, connections, answers, clock, events, settings });

  return {
    /** Reads the changes; `isReady` once it has reached what was there at the start. */
    changes,
    rpc: gatewayRpc(connections),
    serve: (at: { readonly host: string; readonly port: number; readonly healthRoutes: HealthRoutes }) =>
      serveSockets({ ...at, settings, door, connections, clock, welcome }),

    /** Ends sessions that are over and lines that stand still. To be called every second. */
    async look(): Promise<void> {
      const now = clock.nowMs();
      for (const connection of [...connections.all()]) {
        connection.line.look();
        if (connection.sessionEndsAtMs + sessionGraceMs > now) continue;
        connections.remove(connection);
        connection.end('signed_out', { reason: 'session_ended' });
      }
    },

    /** Tells every socket up to where it has been shown everything. To be called every 15 s. */
    async tellPositions(): Promise<void> {
      for (const practice of connections.practices()) {
        const position = formatPosition(pump.positionOf(practice));
        const frame = encodeFrame('position', JSON.stringify({ position }));
        for (const { line } of connections.ofPractice(practice)) line.send(frame);
      }
    },

    isIdle: pump.isIdle,
    /** Asks nobody any more. */
    close: (): void => pump.stop(),
  };
}

export type Gateway = ReturnType<typeof buildGateway>;
