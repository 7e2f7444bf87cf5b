import { BloomError, type Clock } from '@bloom/kit';
import { importJWK, type JWK } from 'jose';

export type VerifyingKey = Awaited<ReturnType<typeof importJWK>>;

export type KeySet = {
  /**
   * The issuer's key of that name; undefined when the issuer has none.
   * @throws BloomError SERVICE_UNREACHABLE while no keys are known, or those known are older than a day
   */
  find(kid: string): Promise<VerifyingKey | undefined>;
  /** All is well while keys are held that are not too old; asks for them while there are none. @throws BloomError */
  assertKnown(): Promise<void>;
  /** Asks the issuer again. Keys that are held stay when it does not answer. @throws BloomError SERVICE_UNREACHABLE */
  reload(): Promise<void>;
};

/** Answers the parsed body of the issuer's key document. */
export type FetchKeys = () => Promise<unknown>;

const keptMs = 24 * 3_600_000;
/** How long a name that the issuer does not know is believed to be unknown: a flood of them is no flood of fetches. */
const unknownMs = 30_000;
/** While nothing is held at all, as when the issuer starts after us. */
const emptyMs = 1_000;

/**
 * The issuer's public keys. Reloaded in the background, so that a fetch that fails never fails a request; kept for a
 * day without an answer, then no token is believed any more.
 */
export function createKeySet({
  fetchKeys,
  algorithm,
  clock,
}: {
  readonly fetchKeys: FetchKeys;
  readonly algorithm: string;
  readonly clock: Clock;
}): KeySet {
  let keys: ReadonlyMap<string, VerifyingKey> | undefined;
  let loadedAtMs = 0;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    askedAtMs = clock.nowMs();
    try {
      keys = await readKeys(await fetchKeys(), algorithm);
      loadedAtMs = clock.nowMs();
    } catch (cause) {
      throw new BloomError('SERVICE_UNREACHABLE', 'the keys of the issuer could not be read', { cause });
    }
  }

  function reload(): Promise<void> {
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  /** Those that may still be believed. */
  const held = () => (clock.nowMs() - loadedAtMs > keptMs ? undefined : keys);

  /** Loads again if that was not done just now, whatever comes of it. */
  async function refresh(): Promise<void> {
    const restMs = held() ? unknownMs : emptyMs;
    if (loading || clock.nowMs() - askedAtMs >= restMs) await reload().catch(() => {});
  }

  function believed(): ReadonlyMap<string, VerifyingKey> {
    const known = held();
    if (!known) throw new BloomError('SERVICE_UNREACHABLE', 'the keys of the issuer are not known');
    return known;
  }

  return {
    reload,
    async assertKnown() {
      if (!held()) await refresh();
      believed();
    },
    async find(kid) {
      const known = held()?.get(kid);
      if (known) return known;
      await refresh();
      return believed().get(kid);
    },
  };
}

/** Reads `<url>`, following nothing and waiting 5 s at most. */
export function fetchKeysFrom(url: string): FetchKeys {
  return async () => {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`the issuer answered ${response.status}`);
    return response.json();
  };
}

async function readKeys(document: unknown, algorithm: string): Promise<Map<string, VerifyingKey>> {
  const listed = (document as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(listed)) throw new Error('the issuer answered with something that is no key set');
  const read = new Map<string, VerifyingKey>();
  for (const key of listed as JWK[]) {
    if (!key?.kid || (key.alg && key.alg !== algorithm) || (key.use && key.use !== 'sig')) continue;
    // A key of a kind that does not fit is not ours to use; the others still are.
    const imported = await importJWK({ ...key, alg: algorithm }, algorithm).catch(() => undefined);
    if (imported) read.set(key.kid, imported);
  }
  return read;
}
