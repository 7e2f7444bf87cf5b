import { BloomError, type Clock, type Sealer } from '@bloom/kit';
import type { PracticeDocument, Practices } from '@bloom/store';
import type { Sender } from '../ports.ts';

const freshMs = 10_000;
const guessEveryMs = 1_000;
/** Guessed addresses are many: only this many of them are remembered (I8). */
const strangersMax = 10_000;

type Known = {
  readonly practice: PracticeDocument | undefined;
  readonly secrets: readonly Secret[];
  readonly atMs: number;
};
type Secret = { readonly text: string; readonly endsAtMs: number | null };

/**
 * Who speaks, by the random part of a webhook's address. Answers are remembered for 10 s; what was known stays good
 * while the database is away, so that webhooks are taken as long as the broker takes them.
 */
export function createSenders({
  practices,
  sealer,
  clock,
}: {
  practices: Pick<Practices, 'byKey' | 'all'>;
  sealer: Sealer;
  clock: Clock;
}) {
  const known = new Map<string, Known>();
  /** Addresses that are nobody's. Apart from the others, so that guesses push out none of those. */
  const strangers = new Map<string, Known>();
  /** Every practice's address that we ever heard of, also while its secrets are looked up anew. */
  const practiceKeys = new Set<string>();
  const looking = new Map<string, Promise<Known>>();
  let allKnown = false;

  async function look(practiceKey: string): Promise<Known> {
    return remember(practiceKey, (await practices.byKey(practiceKey)) ?? undefined);
  }

  async function remember(practiceKey: string, practice: PracticeDocument | undefined): Promise<Known> {
    const place = { practice: practice?._id ?? '', collection: 'practices', id: practice?._id ?? '' };
    const secrets = await Promise.all(
      (practice?.webhookSecrets ?? []).map(async ({ secret, endsAtMs }) => ({
        text: await sealer.open(secret, { ...place, field: 'webhookSecret' }),
        endsAtMs,
      })),
    );
    const found = { practice, secrets, atMs: clock.nowMs() };
    // Set anew, so that the oldest answer is the first to be forgotten.
    known.delete(practiceKey);
    strangers.delete(practiceKey);
    if (practice) practiceKeys.add(practiceKey);
    (practice ? known : strangers).set(practiceKey, found);
    for (const oldest of strangers.keys()) {
      if (strangers.size <= strangersMax) break;
      strangers.delete(oldest);
    }
    return found;
  }

  function lookOnce(practiceKey: string): Promise<Known> {
    const under = looking.get(practiceKey);
    if (under) return under;
    const started = look(practiceKey).finally(() => looking.delete(practiceKey));
    looking.set(practiceKey, started);
    return started;
  }

  const remembered = (practiceKey: string): Known | undefined =>
    known.get(practiceKey) ?? strangers.get(practiceKey);

  async function current(practiceKey: string): Promise<Known> {
    const held = remembered(practiceKey);
    if (held && clock.nowMs() - held.atMs < freshMs) return held;
    if (held === undefined) return lookOnce(practiceKey);
    // What was known serves while it is looked at again: a slow database delays no webhook.
    void lookOnce(practiceKey).catch(() => {});
    return held;
  }

  /** Guesses at one address cost the database one look a second at most. */
  function lookedUp(practiceKey: string): Promise<Known> {
    const held = remembered(practiceKey);
    if (held && clock.nowMs() - held.atMs < guessEveryMs) return Promise.resolve(held);
    return lookOnce(practiceKey).catch((error: unknown) => {
      if (held) return held;
      throw error;
    });
  }

  return {
    /** Learns every practice's secrets, so that none is strange when the database is away. */
    async learnAll(): Promise<void> {
      for (const practice of await practices.all()) await remember(practice.practiceKey, practice);
      allKnown = true;
    },

    /** @throws BloomError STORE_UNAVAILABLE until they were learnt for the first time */
    async assertKnown(): Promise<void> {
      if (!allKnown) throw new BloomError('STORE_UNAVAILABLE', 'who may send webhooks is not known yet');
    },

    /** Whether this is some practice's address, as far as we have learnt: answered from memory. */
    knows: (practiceKey: string): boolean => practiceKeys.has(practiceKey),

    /** @param afresh what is remembered is older than a second, and a secret did not fit: look again first */
    async senderOf(practiceKey: string, { afresh = false } = {}): Promise<Sender | undefined> {
      const { practice, secrets } = await (afresh ? lookedUp(practiceKey) : current(practiceKey));
      if (practice === undefined) return undefined;
      const now = clock.nowMs();
      const live = secrets.filter(({ endsAtMs }) => endsAtMs === null || endsAtMs > now);
      return { practiceId: practice._id, secrets: live.map(({ text }) => text) };
    },

    /** Forgets a practice's secrets: the next webhook looks them up. */
    forget(practiceId: string): void {
      for (const [key, { practice }] of known) if (practice?._id === practiceId) known.delete(key);
      strangers.clear();
    },
  };
}
