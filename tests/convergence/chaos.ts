import { actOnce, type Chance } from './acts.ts';
import { falseTombstones } from './compare.ts';
import type { TwinNetwork } from './twin-network.ts';

/** How often each thing happened: a test that met none of them shows nothing. */
export type Bites = Record<string, number>;

const chaosMs = 240_000;

/** What can be shaken, on twins or on real processes. */
export type Shaken = {
  faults(wanted: Parameters<TwinNetwork['halaxy']['faults']>[0]): void;
  away(what: 'store' | 'cache' | 'broker'): void;
  /** `turn` is a chance of its own: which process it is, or what the broker lost. */
  killAndRestart(turn: number): void;
};

/** One trouble: what is done to the network, or to Halaxy. */
type Trouble = (net: Shaken, chance: Chance) => void;

const faults = (net: Shaken, wanted: Parameters<Shaken['faults']>[0]) => net.faults(wanted);
const times = (chance: Chance, most: number) => 1 + chance.below(most);

const troubles: Readonly<Record<string, Trouble>> = {
  'webhooks dropped': (net, chance) => faults(net, { settings: { webhookDrop: times(chance, 5) } }),
  'webhooks all lost': (net) => faults(net, { settings: { webhookDrop: 1_000_000 } }),
  'webhooks twice': (net, chance) => faults(net, { settings: { webhookDuplicate: times(chance, 5) } }),
  'webhooks late': (net, chance) => faults(net, { settings: { webhookDelaySeconds: times(chance, 40) } }),
  'webhooks reordered': (net) => faults(net, { settings: { webhookReorder: true } }),
  'storm of 429': (net, chance) =>
    faults(net, {
      rules: [{ kind: 'throttle', retryAfterSeconds: times(chance, 20), times: times(chance, 3) }],
    }),
  'storm of 5xx': (net, chance) =>
    faults(net, { rules: [{ kind: 'status', status: 500 + 3 * chance.below(2), times: times(chance, 12) }] }),
  'storm of 404': (net, chance) =>
    faults(net, { rules: [{ kind: 'status', status: 404, times: times(chance, 8) }] }),
  'cut answers': (net, chance) =>
    faults(net, { rules: [{ kind: 'cut', bytes: 100, times: times(chance, 6) }] }),
  'tokens revoked': (net) => faults(net, { revokeTokens: true }),
  'Halaxy offline': (net) => faults(net, { settings: { offline: true } }),
  'lists shrink': (net) => faults(net, { settings: { listShare: 0.5 } }),
  'rows shift': (net, chance) => faults(net, { settings: { rowShift: times(chance, 3) } }),
  'reads lag': (net, chance) => faults(net, { settings: { readLagSeconds: times(chance, 5) } }),
  'store away': (net) => net.away('store'),
  'cache away': (net) => net.away('cache'),
  'broker away': (net) => net.away('broker'),
  'killed and restarted': (net, chance) => net.killAndRestart(chance.below(4)),
};

/** Whatever may go wrong, but for what is left out. Answers what did. */
export function drawTrouble(net: Shaken, chance: Chance, without: readonly string[] = []): string {
  const name = chance.pick(Object.keys(troubles).filter((one) => !without.includes(one))) ?? '';
  troubles[name]?.(net, chance);
  return name;
}

const twinsOf = (net: TwinNetwork): Shaken => ({
  faults: net.halaxy.faults,
  away: (what) => {
    net.outages[what] = true;
  },
  killAndRestart: net.killAndRestart,
});

/** Whatever is wrong ends; what happened meanwhile stays. Halaxy does nothing by itself from then on. */
export function endTroubles(net: TwinNetwork, { autoAttend = true } = {}): void {
  net.halaxy.faults({ clear: true, settings: { autoAttend } });
  Object.assign(net.outages, { store: false, cache: false, broker: false });
}

/** Some minutes in which people work, everything breaks now and then, and nothing may be taken for deleted that is there. */
export async function runChaos(
  net: TwinNetwork,
  chance: Chance,
  { listsLie, log }: { readonly listsLie: boolean; readonly log: (line: string) => void },
): Promise<Bites> {
  const without = listsLie ? [] : ['lists shrink'];
  const shaken = twinsOf(net);
  const bites: Bites = {};
  const bite = (name: string) => {
    bites[name] = (bites[name] ?? 0) + 1;
    log(`${new Date(net.clock.nowMs()).toISOString()} ${name}`);
  };
  const endMs = net.clock.nowMs() + chaosMs;
  while (net.clock.nowMs() < endMs) {
    const drawn = chance.next();
    if (drawn < 0.5) bite(`act ${actOnce(net.halaxy, chance, net.clock.nowMs())}`);
    else if (drawn < 0.85) bite(drawTrouble(shaken, chance, without));
    else endTroubles(net);
    net.halaxy.catchUp();
    await net.clock.run(500 + chance.below(9_500));
    const wrong = await falseTombstones(net);
    if (wrong.length > 0) throw new Error(`taken for deleted, and there: ${wrong.join(', ')}`);
  }
  return bites;
}
