/** A simulated Halaxy of a process of its own, and what its ledger says of who asked it. */

import { canonicalRecord } from '@bloom/domain';
import { type Simulator, startSimulator } from '@bloom/halaxy-simulator';
import { answerParent } from '../processes/answer-parent.ts';
import { hashOf } from './hash-of.ts';

type Start = {
  readonly size: 'clinic' | 'practice' | 'full';
  readonly latencyMs: number;
  readonly failShare: number;
};

const windowMs = 60_000;
let simulator: Simulator | undefined;
const network = () => {
  if (!simulator) throw new Error('it was not started');
  return simulator.network();
};

/** Answers its port. Whatever it has is made before. */
async function start({ size, latencyMs, failShare }: Start): Promise<number> {
  simulator = await startSimulator({ port: 0, seed: 1, size });
  const { store, faults } = network();
  store.list('Appointment');
  // Nothing may change by itself: what is compared at the end has to stand still.
  faults.change({ autoAttend: false });
  faults.add([
    { kind: 'latency', ms: latencyMs },
    { kind: 'status', status: 503, share: failShare },
  ]);
  return Number(new URL(simulator.url).port);
}

/** What a client asked since then, token calls apart. */
function askedBy({ client, since = '' }: { readonly client: string; readonly since?: string }) {
  const requests = network().ledger.requests.filter(
    (line) => line.at >= since && !line.path.startsWith('/main/oauth') && (line.client ?? client) === client,
  );
  const times = requests.map(({ at }) => Date.parse(at));
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  const count = (fits: (status: number) => boolean) => requests.filter(({ status }) => fits(status)).length;
  return {
    requests: requests.length,
    mostInAMinute: most,
    throttled: count((status) => status === 429),
    failed: count((status) => status >= 500),
  };
}

/** Every record of these types, as `<type>/<id>`, with the hash of what it holds. */
function list({ types }: { readonly types: readonly string[] }): Record<string, string> {
  const records = types.flatMap((type) =>
    (simulator?.list(type) ?? []).map((one) => [`${type}/${one.id}`, hashOf(canonicalRecord(one))]),
  );
  return Object.fromEntries(records);
}

/** How many records there are of each type. */
const countOf = ({ types }: { readonly types: readonly string[] }): number[] =>
  types.map((type) => network().store.list(type).length);

/** Appointments of one patient that start within the days around now, by their ids. */
function near({ days }: { readonly days: number }): string[] {
  const nowMs = Date.now();
  return network()
    .store.list('Appointment')
    .filter(({ start }) => Math.abs(Date.parse(String(start)) - nowMs) < days * 86_400_000)
    .filter((one) => JSON.stringify(one).includes('"Patient/'))
    .map(({ id }) => id);
}

answerParent({ start, askedBy, list, countOf, near });
