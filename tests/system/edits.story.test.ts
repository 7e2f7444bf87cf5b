import { randomUUID } from 'node:crypto';
import type { EditView } from '@bloom/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Frame, type SeenSession, startClinic, until } from './start-clinic.ts';

const desk = 'reception@bloom.test';
const admin = 'admin@bloom.test';
let clinic: Awaited<ReturnType<typeof startClinic>>;

beforeAll(async () => {
  clinic = await startClinic({ slot: 1 });
}, 300_000);
beforeEach(() => clinic.control('faults', { clear: true }));
afterAll(async () => {
  await clinic?.close();
}, 60_000);

type Shown = SeenSession & {
  readonly status: string;
  readonly start: string;
  readonly pending?: { editId: string };
};

/** A session of the future that no other test of this story touches. */
let taken = 0;
async function aSession(): Promise<Shown & { halaxyId: string }> {
  taken += 1;
  const text = `untouched ${taken}`;
  const all = await clinic.appointments();
  const appointment = all[taken];
  if (!appointment) throw new Error('the clinic has too few sessions');
  await clinic.control('act', { act: 'comment', appointmentId: appointment.id, text });
  const session = await clinic.sessionWith(text);
  return { ...(session as Shown), halaxyId: appointment.id };
}
async function patch(email: string, id: string, body: object, key: string = randomUUID()) {
  return clinic.api<{ edit: EditView; session: Shown }>(email, `/sessions/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
}
const editOf = (id: string) => clinic.api<EditView>(desk, `/edits/${id}`);
const ended = (id: string) =>
  until(async () => {
    const edit = await editOf(id).catch(() => undefined);
    return edit?.endedAt === undefined ? undefined : edit;
  }, 200);
const shown = (id: string) => clinic.api<Shown>(desk, `/sessions/${id}`);

type Effect = { readonly id: string; readonly field: string; readonly after: unknown; readonly who: string };
async function effectsOn(id: string, field: string): Promise<Effect[]> {
  const response = await fetch(`http://127.0.0.1:${clinic.settings.ports.simulator}/_control/ledger`);
  const { effects } = (await response.json()) as { effects: Effect[] };
  return effects.filter((one) => one.id === id && one.field === field);
}

test('an edit is on a colleague’s screen at once, then in Halaxy, and only then called saved', async () => {
  const session = await aSession();
  const socket = await clinic.socket(admin);
  const frames: Frame[] = [];
  const edits: EditView[] = [];
  socket.on('change', (frame: Frame) => frames.push(frame));
  socket.on('edit', (edit: EditView) => edits.push(edit));
  await socket.emitWithAck('subscribe', { channel: 'practice:demo' });
  const { edit } = await patch(desk, session.id, { comment: 'typed here' });
  const pending = await until(() =>
    frames.find(({ id, view }) => id === session.id && view?.comment === 'typed here'),
  );
  expect(pending.view).toMatchObject({ pending: { editId: edit.id } });
  const saved = await until(() => edits.find(({ id, state }) => id === edit.id && state === 'saved'));
  expect(saved.saved).toEqual(['comment']);
  expect((await effectsOn(session.halaxyId, 'comment')).at(-1)?.after).toBe('typed here');
  const last = await until(() =>
    frames.find(
      ({ id, view }) => id === session.id && view?.comment === 'typed here' && view.pending === undefined,
    ),
  );
  expect(last.revision).toBeGreaterThan(pending.revision);
  const revisions = frames.filter(({ id }) => id === session.id).map(({ revision }) => revision);
  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  socket.close();
}, 60_000);

test('I2: a person who changes the same field at Halaxy meanwhile keeps their value, and the other is told', async () => {
  const session = await aSession();
  await clinic.control('faults', {
    rules: [{ kind: 'latency', method: 'GET', path: 'Appointment', ms: 700, times: 4 }],
  });
  const mine = patch(desk, session.id, {
    comment: 'mine',
    status: 'confirmed',
    base: { comment: session.comment, status: session.status },
  });
  await clinic.control('act', { act: 'comment', appointmentId: session.halaxyId, text: 'theirs' });
  const edit = await ended((await mine).edit.id);
  expect(edit).toMatchObject({
    state: 'conflict',
    lost: [{ field: 'comment', yours: 'mine', theirs: 'theirs' }],
    saved: ['status'],
  });
  expect(await shown(session.id)).toMatchObject({ comment: 'theirs', status: 'confirmed' });
}, 60_000);

test('I2: halaxy-writer killed between request and answer: the edit takes effect once, and ends', async () => {
  const session = await aSession();
  await clinic.control('faults', { rules: [{ kind: 'latency', method: 'PATCH', ms: 4_000, times: 1 }] });
  const { edit } = await patch(desk, session.id, { comment: 'sent once' });
  await until(async () => ((await editOf(edit.id)).state === 'sending' ? true : undefined));
  await clinic.signal('halaxy-writer', 'SIGKILL');
  await clinic.stack.up();
  expect((await ended(edit.id)).state).toBe('saved');
  const effects = (await effectsOn(session.halaxyId, 'comment')).filter(({ after }) => after === 'sent once');
  expect(effects).toHaveLength(1);
}, 180_000);

test('I2: halaxy-writer frozen past its lease does not send when it wakes; the edit takes effect once', async () => {
  const session = await aSession();
  await clinic.signal('halaxy-writer', 'SIGSTOP');
  const { edit } = await patch(desk, session.id, { comment: 'not twice' });
  expect((await shown(session.id)).comment).toBe('not twice');
  await new Promise((resolve) => setTimeout(resolve, 32_000));
  await clinic.signal('halaxy-writer', 'SIGCONT');
  expect((await ended(edit.id)).state).toBe('saved');
  const effects = (await effectsOn(session.halaxyId, 'comment')).filter(({ after }) => after === 'not twice');
  expect(effects).toHaveLength(1);
}, 180_000);

test('I13: while Halaxy is away edits wait, are shown, and are carried in order when it is back', async () => {
  const session = await aSession();
  await clinic.control('faults', { settings: { offline: true } });
  const texts = ['first', 'second', 'third'];
  const edits: EditView[] = [];
  for (const [place, comment] of texts.entries()) {
    const answer = await patch(desk, session.id, {
      comment,
      base: { comment: texts[place - 1] ?? session.comment },
    });
    edits.push(answer.edit);
  }
  expect(await shown(session.id)).toMatchObject({ comment: 'third', pending: { editId: edits[2]?.id } });
  await clinic.control('faults', { clear: true, settings: { offline: false } });
  for (const { id } of edits) expect((await ended(id)).state).toBe('saved');
  const sent = (await effectsOn(session.halaxyId, 'comment'))
    .map(({ after }) => after)
    .filter((text) => texts.includes(String(text)));
  expect(sent).toEqual(texts);
}, 240_000);

test('I2: the pod that dies after it answered leaves an edit that is carried all the same', async () => {
  const session = await aSession();
  const { edit } = await patch(desk, session.id, { comment: 'outlives its pod' });
  await clinic.signal('dashboard-api', 'SIGKILL');
  await clinic.stack.up();
  expect((await ended(edit.id)).state).toBe('saved');
}, 180_000);

test('a booking is on the screen at once, and becomes the session that Halaxy made of it', async () => {
  const session = await aSession();
  const start = new Date(Date.parse(session.start) + 28 * 86_400_000 + 7 * 60_000).toISOString();
  const socket = await clinic.socket(desk);
  const frames: (Frame & { replaces?: string })[] = [];
  socket.on('change', (frame: Frame) => frames.push(frame));
  await socket.emitWithAck('subscribe', { channel: `practitioner:${session.practitionerId}` });
  const { edit } = await clinic.api<{ edit: EditView }>(desk, '/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({
      ...{ patientId: session.clientId, practitionerId: session.practitionerId, start },
      end: new Date(Date.parse(start) + 50 * 60_000).toISOString(),
    }),
  });
  await until(() => frames.find(({ id, view }) => id === `edit:${edit.id}` && view !== null));
  const made = await until(() => frames.find(({ replaces }) => replaces === `edit:${edit.id}`));
  expect(made.view).toMatchObject({ clientId: session.clientId, status: 'scheduled' });
  await until(() => frames.find(({ id, view }) => id === `edit:${edit.id}` && view === null));
  expect((await ended(edit.id)).state).toBe('saved');
  socket.close();
}, 60_000);
