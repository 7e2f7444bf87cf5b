import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BloomError } from '../errors/bloom-error.ts';
import { type Entrance, entranceFailure } from './entrance.ts';

export type HttpEntrance = Entrance & {
  /** The port that is listened on, once started: the one asked for, or the free one taken for 0. */
  port(): number;
};

const headerBytesMax = 16 * 1024;
const requestTimeoutMs = 15_000;

/**
 * Serves HTTP. `stop` takes no new connection and waits for the answers that are under way.
 *
 * @throws BloomError SETTINGS_INVALID from `start`, when the address is taken or may not be used.
 */
export function serveHttp(options: {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}): HttpEntrance {
  const { failed, fail } = entranceFailure();
  const server = createServer(
    { maxHeaderSize: headerBytesMax, requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs },
    (request, response) => {
      // An answer that ends while we stop must not leave its connection open for a next request.
      response.once('close', () => {
        if (!server.listening) setImmediate(() => server.closeIdleConnections());
      });
      options.handler(request, response);
    },
  );

  return {
    name: options.name,
    failed,
    port: () => (server.address() as AddressInfo | null)?.port ?? options.port,
    start: () =>
      new Promise((resolve, reject) => {
        const refused = (cause: Error & { code?: string }): void =>
          reject(
            new BloomError('SETTINGS_INVALID', `cannot listen on port ${options.port} (${cause.code})`, {
              cause,
            }),
          );
        server.once('error', refused);
        server.listen(options.port, options.host, () => {
          server.off('error', refused);
          server.on('error', fail);
          resolve();
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
      }),
  };
}
