import { randomUUID } from 'node:crypto';
import { askJson } from '../end-to-end/ask-json.ts';
import { type Clinic, ticketOf } from '../end-to-end/clinic.ts';
import { openSocket } from '../fan-out/open-socket.ts';
import { type Percentiles, percentilesOf } from '../measure/percentiles.ts';
import type { BenchSettings } from '../settings.ts';

export type Edited = {
  readonly edits: number;
  /** From sent to the 202. */
  readonly acceptedMs: Percentiles;
  /** From sent to the frame that says that Halaxy has it. */
  readonly savedMs: Percentiles;
  /** From sent to the frame that shows it on another person's screen, before Halaxy has it. */
  readonly shownMs: Percentiles;
  readonly ends: Readonly<Record<string, number>>;
  /** Edits that no frame said the end of within the time that was waited. */
  readonly unended: number;
  /** What was written, each text once. */
  readonly texts: ReadonlySet<string>;
};

type Session = { readonly id: string };
type Accepted = { readonly data: { readonly edit: { readonly id: string } } };
type Frame = {
  readonly id?: string;
  readonly state?: string;
  readonly view?: { readonly comment?: string | null } | null;
};

const ends: ReadonlySet<string> = new Set(['saved', 'conflict', 'refused', 'failed']);

/** Sessions ahead, by our own ids. */
export async function sessionsAhead(
  { stack }: BenchSettings,
  { token }: Clinic,
): Promise<readonly Session[]> {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const url = `http://127.0.0.1:${stack.ports.dashboardApi}/api/v1/appointments?from=${day(1)}&to=${day(40)}`;
  const { data } = await askJson<{ data: { items: readonly Session[] } }>(url, { token });
  return data.items;
}

/**
 * A person edits comments at even intervals, another watches the practice. Each edit's times run from when it was due.
 *
 * @param endWithinMs how long the ends of the last edits are waited for
 */
export async function editSessions(
  settings: BenchSettings,
  clinic: Clinic,
  { perSecond, count, endWithinMs }: { perSecond: number; count: number; endWithinMs: number },
): Promise<Edited> {
  const sessions = await sessionsAhead(settings, clinic);
  const run = `edit ${Date.now()}`;
  const texts = new Set<string>();
  const dueByText = new Map<string, number>();
  const dueByEdit = new Map<string, number>();
  const early = new Map<string, { state: string; atMs: number }>();
  const times = { accepted: [] as number[], saved: [] as number[], shown: [] as number[] };
  const counted: Record<string, number> = {};

  function ended(id: string, state: string, atMs: number): void {
    const due = dueByEdit.get(id);
    // The end may be told before the acceptance is answered.
    if (due === undefined) return void early.set(id, { state, atMs });
    dueByEdit.delete(id);
    counted[state] = (counted[state] ?? 0) + 1;
    if (state === 'saved') times.saved.push(atMs - due);
  }

  function onFrame(payload: Buffer): void {
    const nowMs = performance.now();
    const [event, frame] = JSON.parse(payload.subarray(2).toString()) as [string, Frame];
    if (event === 'edit') {
      if (frame.id && ends.has(frame.state ?? '')) ended(frame.id, frame.state ?? '', nowMs);
      return;
    }
    const text = frame.view?.comment ?? '';
    const due = dueByText.get(text);
    if (due === undefined) return;
    dueByText.delete(text);
    times.shown.push(nowMs - due);
  }

  async function edit(session: Session, text: string, dueMs: number): Promise<void> {
    const url = `http://127.0.0.1:${settings.stack.ports.dashboardApi}/api/v1/sessions/${session.id}`;
    texts.add(text);
    dueByText.set(text, dueMs);
    const { data } = await askJson<Accepted>(url, {
      method: 'PATCH',
      token: clinic.token,
      headers: { 'idempotency-key': randomUUID() },
      body: { comment: text },
    });
    times.accepted.push(performance.now() - dueMs);
    dueByEdit.set(data.edit.id, dueMs);
    const told = early.get(data.edit.id);
    if (told) ended(data.edit.id, told.state, told.atMs);
  }

  const socket = await openSocket({
    port: settings.stack.ports.gateway,
    ticket: await ticketOf(settings, clinic),
    channel: `practice:${clinic.practice}`,
    onChange: onFrame,
    onClose: () => {},
  });
  const underWay: Promise<unknown>[] = [];
  const firstMs = performance.now();
  for (let index = 0; index < count; index += 1) {
    const dueMs = firstMs + (index * 1_000) / perSecond;
    await untilMs(dueMs);
    const session = sessions[index % sessions.length];
    if (session) underWay.push(edit(session, `${run} ${index}`, dueMs));
  }
  await Promise.all(underWay);
  const giveUpAtMs = performance.now() + endWithinMs;
  while (dueByEdit.size > 0 && performance.now() < giveUpAtMs) await untilMs(performance.now() + 100);
  socket.close();
  return {
    edits: count,
    acceptedMs: percentilesOf(times.accepted),
    savedMs: percentilesOf(times.saved),
    shownMs: percentilesOf(times.shown),
    ends: counted,
    unended: dueByEdit.size,
    texts,
  };
}

async function untilMs(atMs: number): Promise<void> {
  const restMs = atMs - performance.now();
  if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
}
