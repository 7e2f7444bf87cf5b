import { connectStore } from '@bloom/store';
import { control } from '../system/control-simulator.ts';
import { figuresExpected } from '../system/figures-oracle.ts';
import { type HalaxyLists, readLists, startsOn } from '../system/read-lists.ts';
import { sameFigures } from '../system/same-figures.ts';
import { startClinic } from '../system/start-clinic.ts';
import type { Shaken } from './chaos.ts';
import type { Difference, Mirror } from './compare.ts';

/** Short, so that what no webhook tells is found while somebody waits. */
const sweepSeconds = 5;
const listingMinutes = 1;
const services = ['webhook-ingest', 'reconciler', 'dashboard-api', 'realtime-gateway', 'halaxy-writer'];
const partOf = { store: 'mongodb', cache: 'redis', broker: 'kafka' } as const;
const zone = 'Australia/Sydney';

const daily = ['patient-ids', 'whole-Invoice', 'whole-InvoiceLine', 'whole-Referral'];

/** A whole clinic of real processes, as it can be shaken, made to rest, and compared with its Halaxy. */
export async function openRealNetwork({ slot }: { readonly slot: number }) {
  const clinic = await startClinic({
    slot,
    env: {
      HALAXY_SWEEP_SECONDS: `${sweepSeconds}`,
      HALAXY_SYNC_INTERVAL_MINUTES: `${listingMinutes}`,
      REQUESTS_PER_SECOND_USER: '1000',
    },
  });
  const { ports } = clinic.settings;
  const url = `http://127.0.0.1:${ports.simulator}/main/`;
  const simulator = { url, controlUrl: `http://127.0.0.1:${ports.simulator}/_control/` };
  const openStore = () => connectStore(`mongodb://127.0.0.1:${ports.mongodb}/bloom?replicaSet=rs0`);
  /** What was begun and is to end before the next thing: acts, faults, processes that come back. */
  let underWay: Promise<unknown>[] = [];
  let lists: HalaxyLists = {};

  /** Killed as by a crash, and back as soon as it can be. */
  async function kill(name: string): Promise<void> {
    await clinic.signal(name, 'SIGKILL').catch(() => {});
    await clinic.stack.up();
  }

  const shaken: Shaken = {
    faults: (wanted) => void underWay.push(control(simulator, 'faults', wanted)),
    away: (what) => void underWay.push(kill(partOf[what])),
    killAndRestart: (turn) => void underWay.push(kill(services[turn % services.length] ?? 'reconciler')),
  };

  async function withStore<T>(
    work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>,
  ): Promise<T> {
    const store = await openStore();
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  return {
    ...clinic,
    shaken,
    /** What people's acts draw from: Halaxy as it was looked at last. */
    halaxy: {
      list: (type: string) => [...(lists[type] ?? [])],
      act(act: string, fields: object) {
        // What another act did meanwhile may forbid it: then nobody could do it at a screen either.
        underWay.push(control(simulator, 'act', { act, ...fields }).catch(() => {}));
        return null;
      },
    },
    async look(): Promise<HalaxyLists> {
      lists = await readLists(url);
      return lists;
    },
    /** Until what was begun has ended. */
    async ended(): Promise<void> {
      const begun = underWay;
      underWay = [];
      await Promise.all(begun);
    },
    mirrors: (): Promise<Mirror[]> =>
      withStore((store) =>
        store
          .collection<Mirror>('mirrors')
          .find({ practice: 'demo' } as never)
          .toArray(),
      ),
    /** An operator who has looked says of all that is held that it is meant. */
    async confirmHeld(): Promise<void> {
      type Held = { items: { id: string }[] };
      const { items } = await clinic.api<Held>('ops@bloom.test', '/ops/held-deletions');
      for (const { id } of items)
        await clinic.api('ops@bloom.test', `/ops/held-deletions/${id}/confirm`, { method: 'POST' });
    },
    /** What is looked at once a day is due with the next listing, and that is due now. */
    makeDue: (): Promise<void> =>
      withStore(async (store) => {
        const due = Object.fromEntries([...daily, 'diary'].map((name) => [`listedAtMs.${name}`, 0]));
        await store
          .collection<{ _id: string }>('sync_status')
          .updateOne({ _id: 'demo' }, { $set: { ...due, nextDueAtMs: 0 } });
      }),
    /** What dashboards show against a plain reckoning over Halaxy's lists, as people are answered it. */
    async dashboardDifferences(halaxy: HalaxyLists): Promise<Difference[]> {
      const owners = await ownersIn(halaxy, url);
      type Staff = { items: { id: string; email: string }[] };
      const { items } = await clinic.api<Staff>('reception@bloom.test', '/practitioners');
      const differences: Difference[] = [];
      for (const { id, email } of items)
        for (const date of [day(0), day(1), day(-6)]) {
          const theirs = halaxy.Practitioner?.find(({ telecom }) =>
            JSON.stringify(telecom).includes(`"${email}"`),
          );
          const asked = { practitioner: theirs.id, date, zone, nowMs: Date.now() };
          const ownerOf = (one: string) => owners.get(one) ?? one;
          const { sessions, ...expected } = figuresExpected(halaxy, { ...asked, ownerOf });
          const path = `/practitioners/${id}/dashboard?date=${date}`;
          const seen = await clinic.api<Record<string, unknown>>('reception@bloom.test', path);
          const figures = Object.fromEntries(Object.keys(expected).map((name) => [name, seen[name]]));
          const about = `${theirs.id} on ${date}`;
          if (!sameFigures(figures, expected))
            differences.push({
              kind: 'figures',
              about: `${about}\nours   ${JSON.stringify(figures)}\ntheirs ${JSON.stringify(expected)}`,
            });
          const shown = (seen.todaysSessions as unknown[]).length;
          const there = sessions.filter((one) => startsOn(halaxy, one.appointment, date, zone)).length;
          if (shown !== there)
            differences.push({ kind: 'session', about: `${about}: ${shown} for ${there}` });
        }
      return differences;
    },
  };
}

export type RealNetwork = Awaited<ReturnType<typeof openRealNetwork>>;

const day = (offset: number): string =>
  new Date(Date.now() + offset * 86_400_000).toLocaleDateString('en-CA', { timeZone: zone });

/** Whose an id of a patient is that no list has: after a merge it answers with the survivor. */
async function ownersIn(halaxy: HalaxyLists, url: string): Promise<Map<string, string>> {
  const known = new Set(halaxy.Patient?.map(({ id }) => id));
  const named = [...JSON.stringify(halaxy).matchAll(/\/Patient\/([A-Za-z0-9-]+)"/g)].map(
    ([, id]) => id ?? '',
  );
  const agent = { 'user-agent': 'Bloom Sync oracle (dev@bloom.test)', 'content-type': 'application/json' };
  const credentials = { grant_type: 'client_credentials', client_id: 'oracle', client_secret: 'oracle' };
  const granted = await fetch(`${url}oauth/token`, {
    method: 'POST',
    headers: agent,
    body: JSON.stringify(credentials),
  });
  const { access_token } = (await granted.json()) as { access_token: string };
  const owners = new Map<string, string>();
  for (const id of new Set(named.filter((one) => !known.has(one)))) {
    const answer = await fetch(`${url}Patient/${id}`, {
      headers: { ...agent, authorization: `Bearer ${access_token}` },
    });
    if (answer.ok) owners.set(id, ((await answer.json()) as { id: string }).id);
  }
  return owners;
}
