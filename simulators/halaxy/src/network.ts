import { createRateLimit } from './api/rate-limit.ts';
import { createTokens } from './api/tokens.ts';
import { createAutoAttend } from './auto-attend.ts';
import { createFaults, type Settings } from './control/faults.ts';
import { followReferrals } from './follow-referrals.ts';
import { createLedger } from './ledger.ts';
import { createRandom } from './random.ts';
import type { SimClock } from './sim-clock.ts';
import { createStore } from './store.ts';
import { createWebhooks, type Deliver, type WebhookTarget } from './webhooks/webhooks.ts';
import type { Size } from './world/sizes.ts';
import { createIds, createSource } from './world/source.ts';

export type Network = ReturnType<typeof createNetwork>;
type Wanted = {
  seed: number;
  size: Size;
  mark?: string | undefined;
  usual?: Partial<Settings> | undefined;
  clock: SimClock;
  base: () => string;
  targets: WebhookTarget[];
  deliver?: Deliver;
};

/** Everything one reset throws away and makes anew. */
export function createNetwork({ seed, size, mark, usual, clock, base, targets, deliver }: Wanted) {
  const random = createRandom(seed);
  const ledger = createLedger();
  const faults = createFaults(usual);
  const { settings } = faults;
  const store = createStore({
    clock,
    ledger,
    source: createSource({ seed, size, mark, nowMs: clock.now() }),
    stampAheadMs: () => settings.stampAheadSeconds * 1_000,
  });
  const webhooks = createWebhooks({ settings, ledger, random, clock, base, deliver });
  for (const target of targets) webhooks.register(target);
  store.onChange((change) => webhooks.notice(change));
  followReferrals(store);
  return {
    seed,
    size,
    clock,
    ledger,
    faults,
    settings,
    store,
    webhooks,
    nextId: createIds(size),
    tokens: createTokens({ clock, random, settings }),
    rateLimit: createRateLimit({ clock, settings }),
    attendDue: createAutoAttend({ store, clock, settings }),
  };
}
