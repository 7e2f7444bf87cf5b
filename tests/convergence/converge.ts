import { addDays, localDateOf } from '@bloom/domain';
import { reconcilerService } from '@bloom/reconciler';
import { Metadata } from '@grpc/grpc-js';
import { createChance } from './acts.ts';
import { type Bites, endTroubles, runChaos } from './chaos.ts';
import {
  compareCache,
  compareDashboards,
  compareMirrors,
  type Difference,
  falseTombstones,
} from './compare.ts';
import { listingMs, openTwinNetwork, practice, sweepMs, type TwinNetwork, zone } from './twin-network.ts';

/** Ahead of any real clock: what is stamped by one is never from the future. */
const startMs = Date.UTC(2030, 9, 4, 23);
const dayMs = 86_400_000;
const graceMs = 60_000;
/** What is listed once a day, one with each listing: the ids of patients, and three types whole. */
const dailyListings = 4;

const call = { signal: new AbortController().signal, deadlineMs: 5_000, metadata: new Metadata() };

/** An operator who has looked, and says that they are meant. */
async function confirmHeld(net: TwinNetwork): Promise<void> {
  const rpc = reconcilerService(net.ports(), () => {});
  const { heldDeletions } = await rpc.listHeldDeletions({ practiceId: practice }, call);
  for (const { id } of heldDeletions)
    await rpc.decideHeldDeletion({ practiceId: practice, id, decision: 'confirmed', by: 'u_ops' }, call);
}

/** Lets time pass until it holds, at most so much. Halaxy sends what it still has to tell meanwhile. */
async function within(net: TwinNetwork, ms: number, holds: () => Promise<boolean>): Promise<boolean> {
  const endMs = net.clock.nowMs() + ms;
  while (net.clock.nowMs() < endMs) {
    net.halaxy.catchUp();
    await net.clock.run(Math.min(5_000, endMs - net.clock.nowMs()));
    if (await isQuiet(net)) refuse('what the cache holds', await compareCache(net));
    if (await holds()) return true;
  }
  return holds();
}

const none = (differences: readonly Difference[], ...kinds: readonly Difference['kind'][]) =>
  differences.every(({ kind }) => !kinds.includes(kind));

/**
 * A clinic under chaos, then quiet: our record has to become Halaxy's, within a sweep for what changed and within a
 * listing for what went, and every dashboard what a plain reckoning over Halaxy's lists makes of it.
 *
 * @throws Error with the seed, what happened, and the first differences
 */
export async function converge(seed: number): Promise<Bites> {
  const chance = createChance(seed);
  const lines: string[] = [];
  const at = startMs + chance.below(400) * dayMs;
  const net = await openTwinNetwork({ seed, startMs: at, random: createChance(seed + 1_000_000).next });
  try {
    // In one of five seeds the first sync itself is in it.
    const syncsInChaos = seed % 5 === 0;
    if (!syncsInChaos) await net.clock.run(120_000, async () => isSynced(net));
    const log = (line: string) => void lines.push(line);
    // A list that lies in a first sync is found out by the hour and by the day, not by the sweep.
    const bites = await runChaos(net, chance, { listsLie: !syncsInChaos, log });
    endTroubles(net, { autoAttend: false });
    await expectWithin(net, sweepMs + graceMs, 'what changed', ['stale', 'missing', 'buried']);
    await confirmHeld(net);
    await expectDeleted(net);
    await net.store
      .collection('sync_status')
      .updateOne({}, { $set: Object.fromEntries(dailies.map((id) => [`listedAtMs.${id}`, 0])) });
    await within(net, dailyListings * listingMs + graceMs, async () => {
      await confirmHeld(net);
      return (await compareMirrors(net)).length === 0 && (await isQuiet(net));
    });
    const today = localDateOf(net.clock.nowMs(), zone);
    const dates = [today, addDays(today, 1), addDays(today, -6)];
    refuse('our record', await compareMirrors(net));
    refuse('dashboards', await compareDashboards(net, dates));
    refuse('dashboards from the cache', await compareDashboards(net, dates));
    refuseFalse(await falseTombstones(net));
    if (!(await isQuiet(net))) throw new Error(`still to be done: ${JSON.stringify(await leftOver(net))}`);
    return bites;
  } catch (thrown) {
    throw new Error(
      `seed ${seed}: ${thrown instanceof Error ? thrown.message : thrown}\n${lines.join('\n')}`,
      {
        cause: thrown,
      },
    );
  } finally {
    await net.close();
  }
}

const dailies = ['patient-ids', 'whole-Invoice', 'whole-InvoiceLine', 'whole-Referral'];

async function isSynced(net: TwinNetwork): Promise<boolean> {
  return (await net.ports().runs.status(practice))?.firstSyncDone === true;
}

async function isQuiet(net: TwinNetwork): Promise<boolean> {
  const { rereads, outbox } = net.ports();
  return (await rereads.count(practice)) === 0 && (await outbox.size()) === 0 && net.unread() === 0;
}

async function leftOver(net: TwinNetwork) {
  const rows = await net.store.collection('rereads').find({}).toArray();
  return { rows, outbox: await net.ports().outbox.size(), unread: net.unread() };
}

async function expectWithin(
  net: TwinNetwork,
  ms: number,
  what: string,
  kinds: readonly Difference['kind'][],
) {
  const holds = async () => none(await compareMirrors(net), ...kinds);
  if (await within(net, ms, holds)) return;
  refuse(
    `${what}, ${ms / 1_000} s after the last fault`,
    (await compareMirrors(net)).filter(({ kind }) => kinds.includes(kind)),
  );
}

async function expectDeleted(net: TwinNetwork): Promise<void> {
  const undead = async () =>
    (await compareMirrors(net)).filter(
      // Of a patient nobody tells but the ids of all, once a day.
      ({ kind, about }) => kind === 'undead' && !about.startsWith('Patient/'),
    );
  const gone = await within(net, listingMs + graceMs, async () => {
    await confirmHeld(net);
    return (await undead()).length === 0;
  });
  if (!gone) refuse(`deletions, ${(listingMs + graceMs) / 1_000} s after`, await undead());
}

function refuse(what: string, differences: readonly Difference[]): void {
  if (differences.length === 0) return;
  const first = differences.slice(0, 5).map(({ kind, about }) => `${kind}: ${about}`);
  throw new Error(`${differences.length} differences in ${what}:\n${first.join('\n')}`);
}

function refuseFalse(wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(`taken for deleted, and there: ${wrong.join(', ')}`);
}
