import { createHash, randomBytes } from 'node:crypto';

export const redirectUri = 'http://127.0.0.1:4080/';

/** Somebody at a browser without scripts: keeps cookies, follows redirects by hand. */
export function visitor(issuerUrl: string) {
  const cookies = new Map<string, string>();

  async function go(address: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(new URL(address, issuerUrl), {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name && value) cookies.set(name, value);
      else if (name) cookies.delete(name);
    }
    return response;
  }

  const verifier = randomBytes(32).toString('base64url');
  const asked = {
    client_id: 'bloom-dashboard',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: redirectUri,
    state: 'kept-by-the-page',
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  };

  return {
    go,
    /** Asks to log in; `changes` replaces parts of the request, an empty one leaves it out. */
    askToLogIn(changes: Record<string, string> = {}): Promise<Response> {
      const query = Object.entries({ ...asked, ...changes }).filter(([, value]) => value !== '');
      return go(`/auth?${new URLSearchParams(query)}`);
    },
    /** Follows redirects within the issuer to the first page, or to the first address outside. */
    async follow(response: Response): Promise<{ page?: string; status?: number; outside?: URL }> {
      const target = response.headers.get('location');
      if (!target) return { page: await response.text(), status: response.status };
      const next = new URL(target, issuerUrl);
      return next.origin === issuerUrl ? this.follow(await go(next.href)) : { outside: next };
    },
    redeem: (code: string, changes: Record<string, string> = {}): Promise<Response> =>
      go('/token', {
        grant_type: 'authorization_code',
        client_id: 'bloom-dashboard',
        redirect_uri: redirectUri,
        code_verifier: verifier,
        code,
        ...changes,
      }),
  };
}
