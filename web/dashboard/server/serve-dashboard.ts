import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { BloomError, type Entrance, entranceFailure, type HealthRoutes, isWebSocket } from '@bloom/kit';
import sirv from 'sirv';
import { chooseResponder, forwarderFor, type Responders } from './choose-responder.ts';
import { createForwarder, type Route } from './create-forwarder.ts';

export type DashboardOptions = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly pageDir: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly routes: readonly Route[];
  readonly healthRoutes?: HealthRoutes;
  readonly onFault?: (service: string, fault: Error) => void;
};

export type DashboardEntrance = Entrance & { port(): number };

const headerBytesMax = 16 * 1024;
const requestWithinMs = 30_000;

/**
 * The one origin that browsers see: the built page, its configuration, and the services behind it. The
 * page can be served whatever state those are in.
 *
 * @throws BloomError SETTINGS_INVALID from `start`, when the page was not built or the port is taken
 */
export function serveDashboard(options: DashboardOptions): DashboardEntrance {
  const { issuer, clientId, routes, onFault = () => {} } = options;
  const { failed, fail } = entranceFailure();
  const forwarders = routes.map((route) => createForwarder(route, onFault));
  const upgraded = new Set<Duplex>();
  let servePage: Responders['servePage'] = (_request, _response, next) => next();

  const server = createServer(
    {
      maxHeaderSize: headerBytesMax,
      requestTimeout: requestWithinMs,
      headersTimeout: requestWithinMs,
      // Some clients offer HTTP/2 with every request: what is no WebSocket is answered as if they had not.
      shouldUpgradeCallback: isWebSocket,
    },
    (request, response) => {
      // Everyone may see that we live; what is counted is told on a port that browsers do not reach.
      if (request.url?.split('?')[0] !== '/metrics' && options.healthRoutes?.(request, response)) return;
      chooseResponder(request, { forwarders, issuer, clientId, servePage })(request, response);
    },
  );
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const forwarder = forwarderFor(forwarders, request.url ?? '/');
    if (!forwarder) {
      socket.destroy();
      return;
    }
    upgraded.add(socket);
    socket.on('close', () => upgraded.delete(socket));
    forwarder.upgrade(request, socket, head);
  });

  return {
    name: 'http',
    failed,
    port: () => (server.address() as AddressInfo | null)?.port ?? options.port,
    async start() {
      servePage = pageFrom(options.pageDir);
      await new Promise<void>((resolve, reject) => {
        const refused = (cause: Error): void =>
          reject(new BloomError('SETTINGS_INVALID', `cannot listen on port ${options.port}`, { cause }));
        server.once('error', refused);
        server.listen(options.port, options.host, () => {
          server.off('error', refused).on('error', fail);
          resolve();
        });
      });
    },
    async stop() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A live connection never ends by itself; its page connects again, elsewhere.
      for (const socket of upgraded) socket.destroy();
      await closed;
    },
  };
}

/**
 * Files with a hash in their name never change; the page that names them is always asked for anew. The
 * folder is looked at for each request (`dev`): sirv's list of the start would promise files that a build
 * since then has removed, and a stream of a missing file ends the process.
 */
function pageFrom(dir: string): Responders['servePage'] {
  if (!existsSync(join(dir, 'index.html')))
    throw new BloomError('SETTINGS_INVALID', 'the page is not built: run "vite build web/dashboard" first');
  return sirv(dir, {
    dev: true,
    etag: true,
    single: true,
    setHeaders(response, path) {
      const lasts = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      response.setHeader('Cache-Control', lasts);
    },
  });
}
