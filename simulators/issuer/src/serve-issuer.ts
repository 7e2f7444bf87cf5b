import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Entrance, type HealthRoutes, serveHttp } from '@bloom/kit';
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
  readonly healthRoutes?: HealthRoutes;
  /** Told of what went wrong inside; the person who asked sees no more than that something did. */
  readonly onFault?: (fault: unknown) => void;
};

/** `url` holds once it has started: the address, and by that the issuer's name. */
export type Issuer = Entrance & { url(): string };

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

/** Serves the local issuer, on 127.0.0.1 only: whoever reaches it may become anybody. */
export function serveIssuer(options: IssuerOptions): Issuer {
  let answer: Answer = async (_, response) => sendJson(response, 503, { error: 'temporarily_unavailable' });
  const http = serveHttp({
    name: 'http',
    host: '127.0.0.1',
    port: options.port,
    handler(request, response) {
      if (options.healthRoutes?.(request, response)) return;
      answer(request, response).catch((fault: unknown) => {
        options.onFault?.(fault);
        if (response.headersSent) response.destroy();
        else
          sendJson(response, 500, {
            error: 'server_error',
            error_description: 'The issuer could not answer.',
          });
      });
    },
  });
  const url = (): string => `http://127.0.0.1:${http.port()}`;
  return {
    ...http,
    url,
    async start() {
      await http.start();
      answer = createRoutes(options, url());
    },
  };
}

function createRoutes(options: IssuerOptions, url: string): Answer {
  const { directory } = options;
  const accounts = createAccounts(directory);
  const provider = createProvider({ ...options, issuer: url, accounts });
  const logIn = createLoginRoutes({ provider, directory, accounts });
  const tokenFor = createTokenFor({ ...options, issuer: url });
  const toProvider = provider.callback();
  const hosts = new Set([new URL(url).host, `localhost:${new URL(url).port}`]);
  // Browsers hold redirects after a form to form-action too, so the dashboard's addresses are named.
  const formTargets = options.redirectUris.map((uri) => new URL(uri).origin).join(' ');

  return async (request, response) => {
    // A foreign name that resolves to this machine would let a foreign page in.
    if (!hosts.has(request.headers.host ?? '')) return sendJson(response, 421, { error: 'unknown host' });
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; style-src 'self'; form-action 'self' ${formTargets}; frame-ancestors 'none'; base-uri 'none'`,
    );
    const { pathname } = new URL(request.url ?? '/', url);
    if (pathname === '/login.css') return send(response, 200, 'text/css', stylesheet);
    if (pathname.startsWith('/login/')) return logIn(request, response);
    if (pathname === '/token-for' && request.method === 'POST') return tokenFor(request, response);
    return toProvider(request, response);
  };
}
