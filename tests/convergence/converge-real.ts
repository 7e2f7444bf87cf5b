import type { HalaxyLists } from '../system/read-lists.ts';
import { actOnce, createChance } from './acts.ts';
import { type Bites, drawTrouble } from './chaos.ts';
import { type Difference, type Mirror, mirrorDifferences } from './compare.ts';
import type { RealNetwork } from './real-network.ts';

const chaosMs = 30_000;
const pauseMsMax = 1_500;
/** Sweeps are 5 s and listings a minute apart here; what lasts a day is made due. */
const quietMsMax = 240_000;
const lookEveryMs = 1_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A clinic of real processes under chaos, then quiet: its record has to become its Halaxy's, byte for byte, tombstones
 * included, and every dashboard what a plain reckoning makes of Halaxy's lists.
 *
 * @throws Error with the seed, what happened, and the first differences
 */
export async function convergeReal(net: RealNetwork, seed: number): Promise<Bites> {
  const chance = createChance(seed);
  const lines: string[] = [];
  const bites: Bites = {};
  const bite = (name: string) => {
    bites[name] = (bites[name] ?? 0) + 1;
    lines.push(`${new Date().toISOString()} ${name}`);
  };
  try {
    await rest(net, { autoAttend: true });
    await net.look();
    const endMs = Date.now() + chaosMs;
    while (Date.now() < endMs) {
      const drawn = chance.next();
      if (drawn < 0.6) bite(`act ${actOnce(net.halaxy, chance, Date.now())}`);
      else if (drawn < 0.85) bite(drawTrouble(net.shaken, chance));
      else await rest(net, { autoAttend: true });
      await net.ended();
      await pause(chance.below(pauseMsMax));
    }
    await rest(net, { autoAttend: false });
    await comesRight(net);
    return bites;
  } catch (thrown) {
    const words = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`seed ${seed}: ${words}\n${lines.join('\n')}`, { cause: thrown });
  }
}

/** Whatever is wrong ends, and every process runs; what happened meanwhile stays. */
async function rest(net: RealNetwork, { autoAttend }: { readonly autoAttend: boolean }): Promise<void> {
  net.shaken.faults({ clear: true, settings: { autoAttend } });
  await net.ended();
  await net.stack.up();
}

async function comesRight(net: RealNetwork): Promise<void> {
  const endMs = Date.now() + quietMsMax;
  const halaxy = await net.look();
  const there = new Set(
    Object.entries(halaxy).flatMap(([type, all]) => all.map(({ id }) => `${type}/${id}`)),
  );
  const isBuried = ({ type, rid, goneAtMs }: Mirror) => goneAtMs !== undefined && there.has(`${type}/${rid}`);
  const buried = (await net.mirrors()).filter(isBuried);
  if (buried.length > 0)
    throw new Error(`taken for deleted, and there: ${buried.map(({ _id }) => _id).join(', ')}`);
  let wrong: readonly Difference[] = [];
  for (let looks = 0; Date.now() < endMs; looks += 1) {
    // What is due once a day comes one with a listing.
    if (looks % 10 === 0) await net.makeDue();
    // A service that is just coming back is asked again.
    wrong = await differencesNow(net, halaxy).catch((error: Error) => [
      { kind: 'missing', about: `an answer: ${error.message}` },
    ]);
    if (wrong.length === 0) return;
    await pause(lookEveryMs);
  }
  const first = wrong.slice(0, 5).map(({ kind, about }) => `${kind}: ${about}`);
  throw new Error(
    `${wrong.length} differences ${quietMsMax / 1_000} s after the last fault:\n${first.join('\n')}`,
  );
}

async function differencesNow(net: RealNetwork, halaxy: HalaxyLists): Promise<Difference[]> {
  await net.confirmHeld();
  const ofRecord = mirrorDifferences(await net.mirrors(), (type) => halaxy[type] ?? []);
  return ofRecord.length > 0 ? ofRecord : net.dashboardDifferences(halaxy);
}
