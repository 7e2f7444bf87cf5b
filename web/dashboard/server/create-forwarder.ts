import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { answerUnreachable, refuseUpgrade } from './answers.ts';

/** One path of the origin, and who answers it. */
export type Route = { readonly path: string; readonly service: string; readonly url: string };

export type Forwarder = {
  readonly route: Route;
  answer(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
};

/** A little more than the 15 s that a service gives a request: the service’s own answer is the better one. */
const answerWithinMs = 20_000;

/**
 * Carries requests under a path to the service that answers them, unchanged but for `X-Forwarded-*`,
 * which are ours: what a caller wrote there is dropped, so that limits by address cannot be evaded.
 *
 * @param onFault told of the service that did not answer, and of nothing of the request
 */
export function createForwarder(route: Route, onFault: (service: string, fault: Error) => void): Forwarder {
  const middleware = createProxyMiddleware({
    target: route.url,
    xfwd: true,
    proxyTimeout: answerWithinMs,
    // The default plugins answer with the host and path in plain text, and log whole URLs.
    ejectPlugins: true,
    plugins: [
      (proxy) => {
        proxy.on('error', (fault, _, answerable) => {
          if (answerable instanceof ServerResponse) {
            if (answerable.destroyed || answerable.writableEnded) return;
            onFault(route.service, fault);
            answerUnreachable(answerable, route.service);
          } else if (answerable) {
            onFault(route.service, fault);
            refuseUpgrade(answerable as Duplex, route.service);
          }
        });
      },
    ],
  });
  return {
    route,
    answer(request, response) {
      dropForwarded(request);
      dropOffers(request);
      // What `next` is told of was an error already, and is answered by the plugin above.
      void middleware(request, response, () => {});
    },
    upgrade(request, socket, head) {
      dropForwarded(request);
      void middleware.upgrade(request, socket as Parameters<typeof middleware.upgrade>[1], head);
    },
  };
}

/** An offer of another protocol is between the caller and us: the service behind is not asked to take it up. */
function dropOffers({ headers }: IncomingMessage): void {
  if (headers.upgrade === undefined) return;
  for (const name of ['upgrade', 'connection', 'http2-settings']) delete headers[name];
}

function dropForwarded(request: IncomingMessage): void {
  for (const name of Object.keys(request.headers))
    if (name === 'forwarded' || name.startsWith('x-forwarded-')) delete request.headers[name];
}
