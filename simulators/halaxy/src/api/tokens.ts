import type { Settings } from '../control/faults.ts';
import type { Answer } from '../http.ts';
import { parseJson } from '../http.ts';
import { isObject, textOf } from '../json.ts';
import type { Random } from '../random.ts';
import type { BaseClock } from '../sim-clock.ts';
import { refuse } from './outcomes.ts';

type Held = { client: string; issuedMs: number };
export type Tokens = ReturnType<typeof createTokens>;

/**
 * Client-credentials tokens. The answer says 3600 seconds while the token dies at 900: Halaxy's
 * documentation contradicts itself in just this way. Any id and secret pair is accepted.
 */
export function createTokens({
  clock,
  random,
  settings,
}: {
  clock: BaseClock;
  random: Random;
  settings: Settings;
}) {
  const held = new Map<string, Held>();
  return {
    issue(authorization: string, contentType: string, text: string): Answer {
      const { grant, client, secret } = credentials(authorization, contentType, text);
      if (grant !== 'client_credentials') return oauthError('unsupported_grant_type');
      if (!client || !secret || settings.tokenRefused)
        return { ...oauthError('invalid_client'), status: 401 };
      const token = `sim.${random.uuid()}`;
      held.set(token, { client, issuedMs: clock.now() });
      return {
        status: 200,
        body: { token_type: 'Bearer', expires_in: settings.tokenSaysSeconds, access_token: token },
      };
    },
    /** The client a request speaks for, or the 401 to give. */
    check(authorization: string): { client: string } | { refused: Answer } {
      const found = held.get(authorization.replace(/^Bearer /, ''));
      if (!found) return { refused: refuse(401, 'login', 'The access token is missing or invalid') };
      if (clock.now() - found.issuedMs < settings.tokenLifeSeconds * 1000) return { client: found.client };
      const code = settings.expiredCode ? 'expired' : 'login';
      return { refused: refuse(401, code, 'The access token has expired') };
    },
    /** Forgets every token, as if Halaxy had revoked them. */
    revokeAll: () => held.clear(),
  };
}

function oauthError(error: string): Answer {
  return { status: 400, body: { error, error_description: 'The token request was refused' } };
}

function credentials(authorization: string, contentType: string, text: string) {
  const form = contentType.includes('urlencoded') ? Object.fromEntries(new URLSearchParams(text)) : undefined;
  const parsed = form ?? parseJson(text);
  const body = isObject(parsed) ? parsed : {};
  const basic = authorization.startsWith('Basic ')
    ? Buffer.from(authorization.slice(6), 'base64').toString()
    : '';
  const [user = '', ...rest] = basic.split(':');
  return {
    grant: textOf(body.grant_type),
    client: textOf(body.client_id) || user,
    secret: textOf(body.client_secret) || rest.join(':'),
  };
}
