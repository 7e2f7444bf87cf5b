import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { convergeReal } from './converge-real.ts';
import { openRealNetwork, type RealNetwork } from './real-network.ts';

let net: RealNetwork;
beforeAll(async () => {
  net = await openRealNetwork({ slot: 5 });
}, 300_000);
afterAll(async () => {
  await net?.close();
}, 60_000);

/** `make convergence` tries more of them. */
test.each([1, 2])(
  'I3: on real processes our record and dashboards become Halaxy’s after any chaos: seed %d',
  async (seed) => {
    expect(Object.keys(await convergeReal(net, seed)).length).toBeGreaterThan(5);
  },
  400_000,
);
