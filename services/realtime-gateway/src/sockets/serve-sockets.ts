import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  BloomError,
  type Clock,
  type Entrance,
  entranceFailure,
  type HealthRoutes,
  isWebSocket,
} from '@bloom/kit';
import { Server, type Socket } from 'socket.io';
import type { GatewaySettings } from '../ports.ts';
import type { Connection, Connections } from './connections.ts';
import type { Door } from './create-door.ts';

export type SocketsEntrance = Entrance & {
  /** The port that is listened on, once started. */
  port(): number;
};

const messageBytesMax = 16 * 1024;
const httpLimits = {
  maxHeaderSize: 16 * 1024,
  requestTimeout: 15_000,
  headersTimeout: 15_000,
  // An offer of HTTP/2, say, is no reason not to answer.
  shouldUpgradeCallback: isWebSocket,
};
/** How long a client may take to answer the closing of its socket. */
const farewellMs = 1_000;

/**
 * Serves Socket.IO at `/ws`, by WebSocket alone, and the health routes beside it. `stop` takes no more connections
 * and closes those that are open evenly over `closeWithinMs`, so that they do not all come back elsewhere at once.
 *
 * @throws BloomError SETTINGS_INVALID from `start`, when the address is taken or may not be used.
 */
export function serveSockets(options: {
  readonly host: string;
  readonly port: number;
  readonly healthRoutes: HealthRoutes;
  readonly settings: GatewaySettings;
  readonly door: Door;
  readonly connections: Connections;
  readonly clock: Clock;
  /** Lets a socket in, or says why not. */
  readonly welcome: (socket: Socket, next: (error?: Error) => void) => Promise<void>;
}): SocketsEntrance {
  const { door, connections, clock } = options;
  const { failed, fail } = entranceFailure();
  const http = createServer(httpLimits, (request, response) => {
    if (!options.healthRoutes(request, response)) response.writeHead(404).end();
  });
  const io = new Server(http, {
    path: '/ws',
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: messageBytesMax,
    perMessageDeflate: false,
    httpCompression: false,
    connectTimeout: 10_000,
    pingInterval: 20_000,
    pingTimeout: 20_000,
    cors: { origin: [...options.settings.origins] },
    allowRequest: (request, decide) => {
      const refusal = stopping ? 'TOO_MANY_REQUESTS' : door.judgeRequest(request.headers.origin);
      decide(refusal, refusal === undefined);
    },
  });
  let stopping = false;
  const wires = new Set<Duplex>();
  http.on('connection', (wire) => {
    wires.add(wire);
    wire.once('close', () => wires.delete(wire));
  });
  io.use((socket, next) => void options.welcome(socket, next).catch(next));

  async function closeAll(): Promise<void> {
    const open: Connection[] = [...connections.all()];
    const stepMs = 100;
    const steps = Math.max(1, Math.ceil(options.settings.closeWithinMs / stepMs));
    const perStep = Math.max(1, Math.ceil(open.length / steps));
    for (let at = 0; at < open.length; at += perStep) {
      for (const connection of open.slice(at, at + perStep)) connection.close();
      if (at + perStep < open.length) await clock.sleep(stepMs);
    }
  }

  return {
    name: 'sockets',
    failed,
    port: () => (http.address() as AddressInfo | null)?.port ?? options.port,
    start: () =>
      new Promise((resolve, reject) => {
        const refused = (cause: Error): void =>
          reject(new BloomError('SETTINGS_INVALID', `cannot listen on port ${options.port}`, { cause }));
        http.once('error', refused);
        http.listen(options.port, options.host, () => {
          http.off('error', refused);
          http.on('error', fail);
          resolve();
        });
      }),
    async stop() {
      stopping = true;
      await closeAll();
      const impatience = setTimeout(() => {
        for (const wire of wires) wire.destroy();
      }, farewellMs);
      await io.close();
      clearTimeout(impatience);
    },
  };
}
