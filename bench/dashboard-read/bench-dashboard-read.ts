import { localSecrets } from '@bloom/local/secrets';
import { askJson } from '../end-to-end/ask-json.ts';
import { ticketOf } from '../end-to-end/clinic.ts';
import { openSocket } from '../fan-out/open-socket.ts';
import { type LoadOutcome, type OpenLoop, runOpenLoop } from '../load/open-loop.ts';
import { round } from '../measure/percentiles.ts';
import { startProcess } from '../processes/start-process.ts';
import { type Figure, type Outcome, percent } from '../results.ts';
import type { BenchSettings } from '../settings.ts';
import { benchStack } from '../stack.ts';
import { type Reader, seedPractice } from './seed-practice.ts';

/** MongoDB writes what was seeded to its files within a minute, and takes a core for it. */
const settleMs = 65_000;
const connections = 64;
const warmUpSeconds = 10;
/** How many ask at once for a day that nobody has asked for. */
const stampede = 200;
/** More than one process answers: what counts then is what it does answer. */
const beyondAnyServer = 20_000;

type Screen = Reader & { readonly token: string };
type Load = { readonly perSecond: number; readonly seconds: number };

/** Dashboards of a large practice, each practitioner asking for their own, over a clinic of real processes. */
export async function benchDashboardRead(settings: BenchSettings): Promise<Outcome> {
  const { ports, dir } = settings.stack;
  await benchStack(settings).clear();
  await benchStack(settings).upClinic({
    REQUESTS_PER_SECOND_USER: '10000',
    REQUESTS_PER_SECOND_PRACTICE: '100000',
  });
  const mongodbUri = `mongodb://127.0.0.1:${ports.mongodb}/bloom?replicaSet=rs0`;
  const screens = await Promise.all((await seedPractice(mongodbUri)).map((one) => logIn(settings, one)));
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const writer = await startProcess(new URL('./change-sessions.ts', import.meta.url));
  await writer.ask('start', {
    mongodbUri,
    redisUrl: `redis://127.0.0.1:${ports.redis}`,
    brokers: [`127.0.0.1:${ports.kafka}`],
    idKeyBase64: localSecrets(dir).ID_KEY,
  });
  const { seconds } = settings;
  const briefly = Math.min(seconds, 20);
  const today = screens.map((one) => requestOf(ports.dashboardApi, one));
  const load = (requests: readonly Buffer[], { perSecond, seconds }: Load, isGood: OpenLoop['isGood']) =>
    runOpenLoop({
      port: ports.dashboardApi,
      requests,
      connections,
      perSecond,
      seconds,
      warmUpSeconds,
      isGood,
    });
  const changed = async (perSecond: number, reads: Load) => {
    const total = reads.seconds + warmUpSeconds;
    const [read] = await Promise.all([
      countHits((isGood) => load(today, reads, isGood)),
      writer.ask<number>('change', { perSecond, seconds: total }),
    ]);
    return read;
  };
  try {
    const hits300 = await load(today, { perSecond: 300, seconds }, isHit);
    const hits500 = await load(today, { perSecond: 500, seconds }, isHit);
    const misses50 = await load(daysOf(settings, screens, 0), { perSecond: 50, seconds }, isMiss);
    const among300 = await load(
      oneInTwenty(today, daysOf(settings, screens, 1)),
      { perSecond: 300, seconds },
      isMiss,
    );
    const missesMost = await load(
      daysOf(settings, screens, 2),
      { perSecond: beyondAnyServer, seconds: briefly },
      isMiss,
    );
    const atOnce = await rush(settings, screens[0]);
    const sockets = await Promise.all(screens.map((one) => watch(settings, one)));
    const under20 = await changed(20, { perSecond: 500, seconds });
    const under200 = await changed(200, { perSecond: 50, seconds });
    for (const socket of sockets) socket.close();
    const hitsMost = await load(today, { perSecond: beyondAnyServer, seconds: briefly }, isHit);
    return {
      figures: [
        ...figuresOf('hits at 300/s', hits300, 5),
        ...figuresOf('hits at 500/s', hits500, 5),
        ...figuresOf('misses at 50/s', misses50, 50),
        ...latencyOf('misses, one in 20 of 300/s', among300, 50),
        { name: 'saturated, all missed', value: missesMost.acceptedPerSecond, unit: '/s' },
        { name: `${stampede} at once for one missed day, all answered`, value: atOnce, unit: 'ms' },
        {
          name: '500/s under 20 changes/s, from the cache',
          value: under20.hitPercent,
          unit: '%',
          bar: { atLeast: 95 },
        },
        ...figuresOf('500/s under 20 changes/s', under20),
        { name: '50/s under 200 changes/s, from the cache', value: under200.hitPercent, unit: '%' },
        ...figuresOf('50/s under 200 changes/s', under200),
        { name: 'saturated, all from the cache', value: hitsMost.acceptedPerSecond, unit: '/s' },
      ],
      details: {
        connections,
        warmUpSeconds,
        hits300,
        hits500,
        misses50,
        among300,
        under20,
        under200,
        missesMost,
        hitsMost,
      },
    };
  } finally {
    await writer.stop();
  }
}

async function logIn({ stack }: BenchSettings, reader: Reader): Promise<Screen> {
  const { data } = await askJson<{ data: { token: string } }>(
    `http://127.0.0.1:${stack.ports.issuer}/token-for`,
    {
      body: { email: reader.email, practice: 'demo' },
    },
  );
  return { ...reader, token: data.token };
}

async function watch(settings: BenchSettings, { practitionerId, token }: Screen) {
  return openSocket({
    port: settings.stack.ports.gateway,
    ticket: await ticketOf(settings, { practice: 'demo', controlUrl: '', token, appointments: [] }),
    channel: `practitioner:${practitionerId}`,
    onChange: () => {},
    onClose: () => {},
  });
}

function requestOf(port: number, { practitionerId, token }: Screen, date?: string): Buffer {
  const asked = date === undefined ? '' : `?date=${date}`;
  return Buffer.from(
    [
      `GET /api/v1/practitioners/${practitionerId}/dashboard${asked} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Authorization: Bearer ${token}`,
      '\r\n',
    ].join('\r\n'),
  );
}

/** Every day of two years of every practitioner, in an order in which none comes twice while it is kept. */
function daysOf({ stack }: BenchSettings, screens: readonly Screen[], round: number): Buffer[] {
  return Array.from({ length: 365 }, (_, day) =>
    screens.map((one) => {
      const at = new Date(Date.now() - (2 * day + round + 2) * 86_400_000);
      return requestOf(stack.ports.dashboardApi, one, at.toISOString().slice(0, 10));
    }),
  ).flat();
}

/** Nineteen dashboards of today, then a day that nobody has asked for. */
function oneInTwenty(today: readonly Buffer[], others: readonly Buffer[]): Buffer[] {
  return others.flatMap((other, n) => [
    ...Array.from({ length: 19 }, (_, i) => today[(n * 19 + i) % today.length] ?? other),
    other,
  ]);
}

/** @returns milliseconds until the last of them was answered */
async function rush({ stack }: BenchSettings, screen: Screen | undefined): Promise<number> {
  if (!screen) throw new Error('nobody reads');
  const url = `http://127.0.0.1:${stack.ports.dashboardApi}/api/v1/practitioners/${screen.practitionerId}/dashboard`;
  const date = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: stampede }, () => askJson(`${url}?date=${date}`, { token: screen.token })),
  );
  return round(performance.now() - startedMs);
}

/** Counts of all that were answered with success how many came from the cache. */
async function countHits(run: (isGood: OpenLoop['isGood']) => Promise<LoadOutcome>) {
  let hits = 0;
  const outcome = await run((status, answer) => {
    if (isHit(status, answer)) hits += 1;
    return status === 200;
  });
  return { ...outcome, hitPercent: percent(hits / outcome.accepted) };
}

const isHit: OpenLoop['isGood'] = (status, answer) => status === 200 && /^X-Cache: hit\r$/im.test(answer);
const isMiss: OpenLoop['isGood'] = (status, answer) => status === 200 && /^X-Cache: miss\r$/im.test(answer);

function figuresOf(load: string, outcome: LoadOutcome, p99MaxMs?: number): Figure[] {
  const { refused, unsent } = outcome;
  return [
    ...latencyOf(load, outcome, p99MaxMs),
    { name: `${load}, answered otherwise or not sent`, value: refused + unsent, unit: '' },
  ];
}

function latencyOf(load: string, { latencyMs }: LoadOutcome, p99MaxMs?: number): Figure[] {
  return [
    { name: `${load}, p50`, value: latencyMs.p50, unit: 'ms' },
    {
      ...{ name: `${load}, p99`, value: latencyMs.p99, unit: 'ms' },
      ...(p99MaxMs === undefined ? {} : { bar: { atMost: p99MaxMs } }),
    },
  ];
}
