import { createHash } from 'node:crypto';
import { type Configuration, Provider } from 'oidc-provider';
import { personClaims, tokenLifeSeconds } from '../access-token.ts';
import { errorPage, loggedOutPage, logOutPage } from '../login/pages.ts';
import type { SigningKey } from '../signing-key.ts';
import type { Accounts } from './accounts.ts';

export const dashboardClientId = 'bloom-dashboard';

/** The one API that tokens are for (RFC 8707). A client need not name it: it is the default. */
const api = 'urn:bloom:api';

export type ProviderOptions = {
  readonly issuer: string;
  readonly audience: string;
  readonly redirectUris: readonly string[];
  readonly key: SigningKey;
  readonly accounts: Accounts;
};

/**
 * An OpenID provider with one public client: authorization code with PKCE, no consent step, and access
 * tokens as JWTs (RFC 9068, `typ: at+jwt`). Sessions live in memory; the key, in its file.
 */
export function createProvider(options: ProviderOptions): Provider {
  return new Provider(options.issuer, configuration(options));
}

function configuration({ issuer, audience, redirectUris, key, accounts }: ProviderOptions): Configuration {
  const origins = new Set(redirectUris.map((uri) => new URL(uri).origin));
  return {
    clients: [
      {
        client_id: dashboardClientId,
        client_name: 'Bloom dashboard',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: [...redirectUris],
        post_logout_redirect_uris: [...redirectUris],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: [createHash('sha256').update(`cookies ${key.d}`).digest('base64url')] },
    scopes: ['openid'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientBasedCORS: (_, origin) => origins.has(origin),
    interactions: { url: (_, { uid }) => `/login/${uid}` },
    ttl: {
      AccessToken: tokenLifeSeconds,
      AuthorizationCode: 60,
      Grant: tokenLifeSeconds,
      IdToken: tokenLifeSeconds,
      Interaction: 60 * 60,
      Session: tokenLifeSeconds,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = logOutPage(form);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = loggedOutPage();
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => api,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenLifeSeconds,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    async findAccount(_, sub) {
      return (await accounts.bySubject(sub)) && { accountId: sub, claims: () => ({ sub }) };
    },
    async extraTokenClaims(_, token) {
      const known = 'accountId' in token ? await accounts.bySubject(String(token.accountId)) : undefined;
      return known && personClaims(known.person, known.practiceId);
    },
    // Every client is ours, so nobody is asked for consent: the grant is made as the log-in ends.
    async loadExistingGrant(ctx) {
      const { client, session, provider } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const known = session.grantIdFor(client.clientId);
      const found = known && (await provider.Grant.find(known));
      if (found) return found;
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
      grant.addOIDCScope('openid');
      grant.addResourceScope(api, '');
      await grant.save();
      return grant;
    },
    renderError(ctx, { error, error_description }) {
      ctx.type = 'html';
      ctx.body = errorPage(error_description ?? error, issuer);
    },
  };
}
