import { UserManager, WebStorageStateStore } from 'oidc-client-ts';

export type LoginConfig = { readonly issuer: string; readonly clientId: string };
export type Login = Awaited<ReturnType<typeof createLogin>>;

/**
 * Logs people in at the practice's own identity provider: authorization code with PKCE. What is kept is
 * the log-in alone, in this tab's session storage; it ends with the tab.
 */
export async function createLogin({ issuer, clientId }: LoginConfig) {
  const here = `${window.location.origin}/`;
  const store = new WebStorageStateStore({ store: window.sessionStorage });
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: here,
    post_logout_redirect_uri: here,
    scope: 'openid',
    userStore: store,
    stateStore: store,
    loadUserInfo: false,
    automaticSilentRenew: false,
  });
  let user = await manager.getUser();

  return {
    /** The access token; undefined when nobody is logged in, or no longer. */
    token: (): string | undefined => (user && !user.expired ? user.access_token : undefined),
    /** Leaves for the log-in page. */
    begin: (): Promise<void> => manager.signinRedirect(),
    /** Ends a return from the log-in page, if this is one. @throws Error when the log-in did not work */
    async finish(): Promise<void> {
      const query = new URLSearchParams(window.location.search);
      if (!query.has('state')) return;
      // The address is cleaned first: a reload must not try the same code again.
      const address = window.location.href;
      window.history.replaceState(null, '', here);
      if (query.has('code') || query.has('error')) user = await manager.signinRedirectCallback(address);
    },
    /** Logs out here and at the provider. */
    async end(): Promise<void> {
      const leave = manager.signoutRedirect();
      user = null;
      await leave;
    },
    /** Drops a log-in that is no longer good. */
    async forget(): Promise<void> {
      user = null;
      await manager.removeUser();
    },
  };
}
