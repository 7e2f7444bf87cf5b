import { expect, test } from '@jest/globals';
import { createChance } from './acts.ts';
import { openTwinNetwork, practice } from './twin-network.ts';

test('I8: while a page waits for Halaxy its practice rests, however often it is asked to go on', async () => {
  const { next } = createChance(1);
  const net = await openTwinNetwork({ seed: 1, startMs: Date.UTC(2030, 0, 7), random: next });
  await net.clock.run(60_000, async () => (await net.ports().runs.status(practice))?.firstSyncDone === true);
  net.halaxy.faults({ rules: [{ kind: 'status', status: 503 }] });
  const before = net.clock.signsOfWork();
  await net.clock.run(300_000);
  // A look at the clock every two seconds costs some ten questions; a practice that does not rest asks without end.
  expect(net.clock.signsOfWork() - before).toBeLessThan(20_000);
  const closed = net.close();
  await net.clock.run(60_000);
  await closed;
}, 30_000);
