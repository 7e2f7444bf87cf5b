import { expect, test } from '@jest/globals';
import { converge } from './converge.ts';

/** Seeds that once ended otherwise, each for the fault it found. */
test.each([
  ['plans and bills of somebody who was merged before we came are the survivor’s', 280],
  ['a cached day does not outlive a change', 4],
])(
  'I3: %s: seed %d',
  async (_, seed) => {
    expect(Object.keys(await converge(seed)).length).toBeGreaterThan(10);
  },
  30_000,
);
