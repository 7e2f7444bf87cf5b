import { BloomError, type Clock } from '@bloom/kit';

/** `lifeSeconds` is what Halaxy's `expires_in` said; it reports 3600 and honours 900. */
export type IssuedToken = { readonly accessToken: string; readonly lifeSeconds: number };

export type HeldToken = { readonly accessToken: string; readonly endsAtMs: number };

/** Where the token is shared (sealed) between pods. May forget at any time. */
export type TokenVault = {
  read(): Promise<HeldToken | undefined>;
  write(token: HeldToken | undefined): Promise<void>;
  /** Takes the right to make the one token call of the next 10 s; false when another has it. */
  takeCallSlot(): Promise<boolean>;
};

export type TokenManager = {
  /** A token that is good now. @throws BloomError as the token endpoint's answer was classified */
  token(): Promise<string>;
  /** Halaxy answered 401 to this token: it is dropped, unless a newer one took its place meanwhile. */
  reject(accessToken: string): Promise<void>;
};

const lifeSecondsMax = 900;
const refreshAheadMs = 120_000;
export const tokenCallEveryMs = 10_000;

/**
 * Holds one credential's token: refreshed two minutes early in the background, single flight, shared through
 * the vault, and used to its real end when the token endpoint is down.
 */
export function createTokenManager({
  clock,
  vault,
  request,
  onRefreshFailed = () => {},
}: {
  clock: Clock;
  vault: TokenVault;
  request: () => Promise<IssuedToken>;
  onRefreshFailed?: (error: unknown) => void;
}): TokenManager {
  let held: HeldToken | undefined;
  let refreshing: Promise<string> | undefined;

  const good = (token: HeldToken | undefined): token is HeldToken =>
    token !== undefined && token.endsAtMs > clock.nowMs();
  const fresh = (token: HeldToken): boolean => token.endsAtMs - refreshAheadMs > clock.nowMs();

  async function refresh(): Promise<string> {
    const shared = await vault.read();
    if (good(shared) && fresh(shared) && shared.accessToken !== held?.accessToken) {
      held = shared;
      return shared.accessToken;
    }
    if (!(await vault.takeCallSlot()))
      throw new BloomError('HALAXY_THROTTLED', 'one token call every 10 s', {
        retryAfterMs: tokenCallEveryMs,
      });
    const askedAtMs = clock.nowMs();
    const issued = await request();
    held = {
      accessToken: issued.accessToken,
      endsAtMs: askedAtMs + Math.min(Math.max(issued.lifeSeconds, 0), lifeSecondsMax) * 1_000,
    };
    await vault.write(held);
    return held.accessToken;
  }

  function refreshOnce(): Promise<string> {
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  return {
    async token() {
      if (!good(held)) return refreshOnce();
      if (!fresh(held)) refreshOnce().catch(onRefreshFailed);
      return held.accessToken;
    },
    async reject(accessToken) {
      if (held?.accessToken === accessToken) held = undefined;
      if ((await vault.read())?.accessToken === accessToken) await vault.write(undefined);
    },
  };
}
