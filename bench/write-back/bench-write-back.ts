import { connectGrpc, ReconcilerServiceService } from '@bloom/proto';
import { askJson } from '../end-to-end/ask-json.ts';
import { type Clinic, describeClinic } from '../end-to-end/clinic.ts';
import { round } from '../measure/percentiles.ts';
import { type Figure, type Outcome, percent } from '../results.ts';
import type { BenchSettings } from '../settings.ts';
import { benchStack } from '../stack.ts';
import { type Edited, editSessions } from './edit-sessions.ts';

const answerMs = 150;
/** Three requests each: a practice's budget bears about two edits a second beside its sweeps. */
const perSecond = 1.5;
const awaySeconds = 60;
const waitingEdits = 600;
const endWithinMs = 30_000;

type Ledger = {
  readonly requests: readonly { readonly at: string; readonly method: string; readonly status: number }[];
  readonly effects: readonly { readonly id: string; readonly field: string; readonly after: unknown }[];
};
/** Of the writes after the absence: those that have their effect, and whose answer is lost. */
const ambiguousShare = 0.05;

/** From an edit to Halaxy and to other people's screens, over a clinic of real processes. */
export async function benchWriteBack(settings: BenchSettings): Promise<Outcome> {
  await benchStack(settings).clear();
  await benchStack(settings).upClinic({ REQUESTS_PER_SECOND_USER: '1000' });
  const clinic = await describeClinic(settings, 'demo', settings.stack.ports.simulator);
  const slow = { kind: 'latency', ms: answerMs };
  const count = Math.max(20, Math.floor(perSecond * settings.seconds));
  const load = { perSecond, count, endWithinMs };

  await faults(clinic, { clear: true, rules: [slow] });
  await editSessions(settings, clinic, { ...load, count: 20 });
  const quiet = await editSessions(settings, clinic, load);
  const beside = await besideFullRuns(settings, () => editSessions(settings, clinic, load));
  const failing = { kind: 'status', status: 503, method: 'PATCH', share: 0.01 };
  await faults(clinic, { clear: true, rules: [slow, failing] });
  const withFaults = await editSessions(settings, clinic, { ...load, endWithinMs: 120_000 });
  const away = await whileAway(settings, clinic, slow);
  return {
    figures: [
      ...figuresOf('edits', quiet),
      ...figuresOf('edits beside a full reconcile', beside.edited),
      { name: 'full reconciles meanwhile', value: beside.runs, unit: '' },
      {
        name: 'saved, with 1 % of PATCHes answered 503',
        value: percent((withFaults.ends.saved ?? 0) / withFaults.edits),
        unit: '%',
        bar: { atLeast: 99 },
      },
      {
        name: `${waitingEdits} edits after ${awaySeconds} s away, all ended`,
        value: away.endedSeconds,
        unit: 's',
        bar: { atMost: 480 },
      },
      { name: 'of them saved', value: away.edited.ends.saved ?? 0, unit: '', bar: { atLeast: waitingEdits } },
      { name: 'of their requests without an answer', value: away.ambiguous, unit: '' },
      { name: 'edits that took effect twice', value: away.twice, unit: '', bar: { atMost: 0 } },
      {
        name: 'appointments whose edits came out of order',
        value: away.outOfOrder,
        unit: '',
        bar: { atMost: 0 },
      },
      { name: 'most requests in any 60 s', value: away.requestsMax, unit: '', bar: { atMost: 500 } },
    ],
    details: { answerMs, perSecond, awaySeconds, quiet, beside, withFaults, away },
  };
}

async function faults({ controlUrl }: Clinic, body: object): Promise<void> {
  await askJson(`${controlUrl}faults`, { body });
}

/** Full runs one after the other, as an operator starts them, until the work has ended. */
async function besideFullRuns<T>({ stack }: BenchSettings, work: () => Promise<T>) {
  const address = `127.0.0.1:${stack.ports.reconciler + 1_000}`;
  const reconciler = connectGrpc(ReconcilerServiceService, address, { deadlineMs: 5_000, idempotent: [] });
  let isOver = false;
  const started = new Set<string>();
  const running = (async () => {
    while (!isOver) {
      const { run } = await reconciler.startRun({ practiceId: 'demo', kind: 'first' });
      if (run) started.add(run.id);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  })();
  try {
    return { edited: await work(), runs: started.size };
  } finally {
    isOver = true;
    await running;
    reconciler.close();
  }
}

/** Halaxy is away while people go on; then all that waited is carried. */
async function whileAway(settings: BenchSettings, clinic: Clinic, slow: object) {
  await faults(clinic, { clear: true, settings: { offline: true } });
  const back = (async () => {
    await new Promise((resolve) => setTimeout(resolve, awaySeconds * 1_000));
    const unanswered = { kind: 'effect-without-answer', method: 'PATCH', share: ambiguousShare };
    await faults(clinic, { clear: true, rules: [slow, unanswered], settings: { offline: false } });
    return performance.now();
  })();
  const load = { perSecond: waitingEdits / awaySeconds, count: waitingEdits, endWithinMs: 600_000 };
  const edited = await editSessions(settings, clinic, load);
  const endedSeconds = round((performance.now() - (await back)) / 1_000);
  const { requests, effects } = await askJson<Ledger>(`${clinic.controlUrl}ledger`);
  const ours = effects.filter(({ field, after }) => field === 'comment' && edited.texts.has(String(after)));
  const texts = ours.map(({ after }) => String(after));
  const { texts: _, ...told } = edited;
  return {
    edited: told,
    endedSeconds,
    requestsMax: mostIn60s(requests),
    ambiguous: requests.filter(({ method, status }) => method === 'PATCH' && status === 0).length,
    twice: texts.length - new Set(texts).size,
    outOfOrder: [...Map.groupBy(ours, ({ id }) => id).values()].filter((of) => !isInOrder(of.map(placeOf)))
      .length,
  };
}

/** Texts end in their place among all. */
function placeOf({ after }: Ledger['effects'][number]): number {
  return Number(String(after).split(' ').at(-1));
}

function isInOrder(places: readonly number[]): boolean {
  return places.every((place, at) => at === 0 || place >= (places[at - 1] ?? 0));
}

function mostIn60s(requests: Ledger['requests']): number {
  const times = requests.filter(({ status }) => status !== 0).map(({ at }) => Date.parse(at));
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= 60_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

function figuresOf(what: string, { acceptedMs, savedMs, shownMs, unended }: Edited): Figure[] {
  return [
    { name: `${what}: accepted, p95`, value: acceptedMs.p95, unit: 'ms', bar: { atMost: 30 } },
    { name: `${what}: on another screen, p95`, value: shownMs.p95, unit: 'ms' },
    { name: `${what}: verified in Halaxy, p50`, value: savedMs.p50, unit: 'ms' },
    { name: `${what}: verified in Halaxy, p95`, value: savedMs.p95, unit: 'ms', bar: { atMost: 2_000 } },
    { name: `${what}: verified in Halaxy, p99`, value: savedMs.p99, unit: 'ms' },
    { name: `${what}: without an end`, value: unended, unit: '', bar: { atMost: 0 } },
  ];
}
