import { openSocket } from '../fan-out/open-socket.ts';
import { type Percentiles, percentilesOf, round, slopeOf } from '../measure/percentiles.ts';
import type { BenchSettings } from '../settings.ts';
import { askJson } from './ask-json.ts';
import { type Clinic, ticketOf } from './clinic.ts';

export type Watched = {
  readonly acts: number;
  /** Those that were due after the warm-up, and shown. */
  readonly counted: number;
  /** Acts whose text no frame ever showed. */
  readonly unseen: number;
  /** From the act at Halaxy to the frame, less the one read of it. */
  readonly afterReadMs: Percentiles;
  readonly slopeMsPerMinute: number;
};

type Shown = { readonly view: { readonly comment?: string | null } | null };

const lastWaitMs = 5_000;
/** New processes are slow at first; what they take until then says nothing of a day's work, and is left out. */
const warmUpSeconds = 30;

/**
 * People act at Halaxy's screens at even intervals, one clinic after the other, and a socket of each clinic is watched
 * for what they wrote. An act's time runs from when it was due.
 *
 * @param readMs how long the simulated Halaxy takes for one answer
 */
export async function watchChanges(
  settings: BenchSettings,
  clinics: readonly Clinic[],
  { perSecond, seconds, readMs }: { perSecond: number; seconds: number; readMs: number },
): Promise<Watched> {
  const dueAt = new Map<string, number>();
  const points: { x: number; y: number }[] = [];
  const run = `bench ${Date.now()}`;

  function onChange(payload: Buffer): void {
    const nowMs = performance.now();
    const [, { view }] = JSON.parse(payload.subarray(2).toString()) as [string, Shown];
    const due = dueAt.get(view?.comment ?? '');
    if (due === undefined) return;
    dueAt.delete(view?.comment ?? '');
    if (due >= countFromMs) points.push({ x: (due - countFromMs) / 60_000, y: nowMs - due - readMs });
  }

  const sockets = await Promise.all(
    clinics.map(async (clinic) =>
      openSocket({
        port: settings.stack.ports.gateway,
        ticket: await ticketOf(settings, clinic),
        channel: `practice:${clinic.practice}`,
        onChange,
        onClose: () => {},
      }),
    ),
  );
  const total = Math.floor(perSecond * (warmUpSeconds + seconds));
  const underWay: Promise<unknown>[] = [];
  const firstMs = performance.now();
  const countFromMs = firstMs + warmUpSeconds * 1_000;
  for (let index = 0; index < total; index += 1) {
    const dueMs = firstMs + (index * 1_000) / perSecond;
    await untilMs(dueMs);
    const clinic = clinics[index % clinics.length];
    if (!clinic) break;
    const turn = Math.floor(index / clinics.length);
    const appointmentId = clinic.appointments[turn % clinic.appointments.length];
    const text = `${run} ${index}`;
    dueAt.set(text, dueMs);
    underWay.push(askJson(`${clinic.controlUrl}act`, { body: { act: 'comment', appointmentId, text } }));
  }
  await Promise.all(underWay);
  await untilMs(performance.now() + lastWaitMs);
  for (const socket of sockets) socket.close();
  return {
    acts: total,
    counted: points.length,
    unseen: dueAt.size,
    afterReadMs: percentilesOf(points.map(({ y }) => y)),
    slopeMsPerMinute: round(slopeOf(points)),
  };
}

async function untilMs(atMs: number): Promise<void> {
  const restMs = atMs - performance.now();
  if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
}
