import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Directory } from './directory/directory.ts';
import { send, sendJson } from './http.ts';
import { createLoginRoutes } from './login/login-routes.ts';
import { stylesheet } from './login/pages.ts';
import { createAccounts } from './provider/accounts.ts';
import { createProvider } from './provider/create-provider.ts';
import type { SigningKey } from './signing-key.ts';
import { createTokenFor } from './token-for.ts';

export type IssuerOptions = {
  /** 0 takes a free one. */
  readonly port: number;
  readonly audience: string;
  readonly redirectUris: readonly string[];
  readonly key: SigningKey;
  readonly directory: Directory;
  /** Told of what went wrong inside; the person who asked sees no more than that something did. */
  readonly onFault?: (fault: unknown) => void;
};

export type Issuer = { readonly url: string; close(): Promise<void> };

/** Starts the local issuer, on 127.0.0.1 only: whoever reaches it may become anybody. */
export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  let answer = async (_: IncomingMessage, response: ServerResponse): Promise<unknown> =>
    sendJson(response, 503, { ready: false });
  const server = createServer((request, response) => {
    answer(request, response).catch((fault: unknown) => {
      options.onFault?.(fault);
      if (response.headersSent) response.destroy();
      else
        sendJson(response, 500, { error: 'server_error', error_description: 'The issuer could not answer.' });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  answer = createRoutes(options, url);
  return {
    url,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function createRoutes(options: IssuerOptions, url: string) {
  const { directory } = options;
  const accounts = createAccounts(directory);
  const provider = createProvider({ ...options, issuer: url, accounts });
  const logIn = createLoginRoutes({ provider, directory, accounts });
  const tokenFor = createTokenFor({ ...options, issuer: url });
  const toProvider = provider.callback();
  const hosts = new Set([new URL(url).host, `localhost:${new URL(url).port}`]);
  // Browsers hold redirects after a form to form-action too, so the dashboard's addresses are named.
  const formTargets = options.redirectUris.map((uri) => new URL(uri).origin).join(' ');

  return async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    // A foreign name that resolves to this machine would let a foreign page in.
    if (!hosts.has(request.headers.host ?? '')) return sendJson(response, 421, { error: 'unknown host' });
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; style-src 'self'; form-action 'self' ${formTargets}; frame-ancestors 'none'; base-uri 'none'`,
    );
    const { pathname } = new URL(request.url ?? '/', url);
    if (['/live', '/ready', '/health'].includes(pathname)) return sendJson(response, 200, { status: 'ok' });
    if (pathname === '/login.css') return send(response, 200, 'text/css', stylesheet);
    if (pathname.startsWith('/login/')) return logIn(request, response);
    if (pathname === '/token-for' && request.method === 'POST') return tokenFor(request, response);
    return toProvider(request, response);
  };
}
