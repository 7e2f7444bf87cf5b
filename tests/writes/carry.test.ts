import type { SessionBase, SessionChange } from '@bloom/domain';
import type { WriteDocument } from '@bloom/store';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Appointment, appointmentsOf, bookedAt, commentOf, sessionsAhead } from './clinic.ts';
import { openTwinWriter, type TwinWriter } from './twin-writer.ts';

const startMs = Date.parse('2026-11-23T00:00:00Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
let net: TwinWriter;
beforeEach(async () => {
  net = await openTwinWriter({ seed: 7, startMs });
});
afterEach(() => net.close());

function session(place = 0) {
  const one = sessionsAhead(net, startMs)[place];
  if (!one) throw new Error('no session ahead');
  return one;
}
function now(id: string): Appointment {
  const one = appointmentsOf(net).find((held) => held.id === id);
  if (!one) throw new Error('the appointment is gone');
  return one;
}
const wish = (of: ReturnType<typeof session>, change: SessionChange, base: SessionBase) =>
  ({ kind: 'session', change, base, halaxy: { id: of.id, patientId: of.patientId } }) as const;
const editOf = (of: ReturnType<typeof session>, change: SessionChange, base: SessionBase) =>
  net.edit(`a_${of.id}`, wish(of, change, base));
async function ended(id: string): Promise<WriteDocument> {
  const write = await net.writeOf(id);
  if (!write?.over) throw new Error(`the edit is ${write?.state}`);
  return write;
}
const act = (name: string, fields: Record<string, string>) => net.halaxy.act(name, fields);

test('an edit is in Halaxy within two looks and one request, and what was read settles it', async () => {
  const of = session();
  const edit = await editOf(of, { comment: 'prefers mornings' }, { comment: of.comment });
  await net.settle(2_000);
  expect(await ended(edit._id)).toMatchObject({ state: 'saved', saved: ['comment'], deliveries: 1 });
  expect(now(of.id).comment).toBe('prefers mornings');
  expect(net.observed).toHaveLength(1);
  expect(net.observed[0]).toMatchObject({
    practiceId: 'demo',
    type: 'Appointment',
    id: of.id,
    settlesSeq: 1,
  });
  expect(JSON.parse(net.observed[0]?.contentJson ?? '')).toMatchObject({ comment: 'prefers mornings' });
});

test('I4: edits of one record reach Halaxy in the order in which they were accepted', async () => {
  const of = session();
  const texts = Array.from({ length: 6 }, (_, place) => `comment ${place}`);
  for (const [place, comment] of texts.entries())
    await editOf(of, { comment }, { comment: texts[place - 1] ?? of.comment });
  await net.settle(10_000);
  const sent = net.effectsOn('Appointment', of.id, 'comment').map(({ after }) => after);
  expect(sent).toEqual(texts);
});

test('a session is moved, confirmed and cancelled without charge; its bill is at zero before that is called saved', async () => {
  const of = session();
  const time = { startMs: of.span.startMs + hourMs, endMs: of.span.endMs + hourMs };
  const moved = await editOf(
    of,
    { time, status: { status: 'confirmed', charge: false } },
    { time: of.span, status: 'scheduled' },
  );
  const cancelled = await editOf(
    of,
    { status: { status: 'cancelled', charge: false } },
    { status: 'confirmed' },
  );
  await net.settle(10_000);
  expect(await ended(moved._id)).toMatchObject({ state: 'saved' });
  expect(await ended(cancelled._id)).toMatchObject({ state: 'saved' });
  expect(Date.parse(now(of.id).start)).toBe(time.startMs);
  const invoice = JSON.stringify(now(of.id)).match(/Invoice\/(\d+)/)?.[1] ?? '';
  const bill = net.halaxy.list('Invoice').find(({ id }) => id === invoice);
  expect(bill).toMatchObject({ totalBalance: { value: 0 } });
});

test('I2: what somebody else changed meanwhile stands, told with both values; the other fields go through', async () => {
  const of = session();
  act('comment', { appointmentId: of.id, text: 'theirs' });
  const edit = await editOf(
    of,
    { comment: 'mine', status: { status: 'confirmed', charge: false } },
    { comment: of.comment, status: 'scheduled' },
  );
  await net.settle(10_000);
  expect(await ended(edit._id)).toMatchObject({
    state: 'conflict',
    saved: ['status'],
    lost: ['comment'],
    lostFields: [{ field: 'comment', yours: 'mine', theirs: 'theirs' }],
  });
  expect(commentOf(now(of.id))).toBe('theirs');
});

test('I2: a comment typed at 9:00 and sent at 11:00 does not overwrite a colleague’s of 10:00', async () => {
  const of = session();
  const seenAtNine = of.comment;
  await net.clock.run(hourMs);
  act('comment', { appointmentId: of.id, text: 'a colleague’s' });
  await net.clock.run(hourMs);
  const edit = await editOf(of, { comment: 'typed at nine' }, { comment: seenAtNine });
  await net.settle(10_000);
  expect((await ended(edit._id)).state).toBe('conflict');
  expect(commentOf(now(of.id))).toBe('a colleague’s');
});

test('I2: of six quick comments of which the first is refused the other five are judged fairly', async () => {
  const of = session();
  net.halaxy.faults({ rules: [{ kind: 'status', method: 'PATCH', status: 422, times: 1 }] });
  const texts = Array.from({ length: 6 }, (_, place) => `quick ${place}`);
  const edits = [];
  for (const [place, comment] of texts.entries())
    edits.push(await editOf(of, { comment }, { comment: texts[place - 1] ?? of.comment }));
  await net.settle(minuteMs);
  const states = await Promise.all(edits.map(async ({ _id }) => (await ended(_id)).state));
  expect(states).toEqual(['refused', 'saved', 'saved', 'saved', 'saved', 'saved']);
  expect(now(of.id).comment).toBe('quick 5');
});

test('Halaxy that says yes and shows the old value for 8 s has taken it: no conflict, and nothing is sent twice', async () => {
  const of = session();
  net.halaxy.faults({ settings: { readLagSeconds: 8 } });
  await net.clock.run(10_000);
  const edit = await editOf(of, { comment: 'takes its time' }, { comment: of.comment });
  await net.settle(minuteMs);
  expect(await ended(edit._id)).toMatchObject({ state: 'saved', deliveries: 1 });
});

test('an edit of a record that was deleted meanwhile ends refused', async () => {
  const of = session();
  act('delete', { appointmentId: of.id });
  const edit = await editOf(of, { comment: 'too late' }, { comment: of.comment });
  await net.settle(minuteMs);
  expect(await ended(edit._id)).toMatchObject({ state: 'refused', reason: 'gone' });
  expect(net.observed).toMatchObject([{ id: of.id, settlesSeq: 0 }]);
  expect(net.observed[0]?.contentJson).toBeUndefined();
});

test('an edit of a client who was merged with another meanwhile ends refused, and the survivor stays as they are', async () => {
  const [gone, survivor] = net.halaxy.list('Patient');
  if (!gone || !survivor) throw new Error('no two clients');
  act('merge-patients', { from: gone.id, into: survivor.id });
  const edit = await net.edit(`c_${gone.id}`, {
    kind: 'patient',
    change: { mobile: '+61400000009' },
    base: { mobile: null },
    halaxy: { id: gone.id },
  });
  await net.settle(minuteMs);
  expect(await ended(edit._id)).toMatchObject({ state: 'refused', reason: 'gone', deliveries: 0 });
  expect(JSON.stringify(net.halaxy.list('Patient'))).not.toContain('+61400000009');
});

test('I2: the process that dies between request and answer leaves an edit that the next one looks at before it sends', async () => {
  const of = session();
  net.halaxy.faults({ rules: [{ kind: 'latency', method: 'PATCH', ms: 60, times: 1 }] });
  const edit = await editOf(of, { comment: 'sent once' }, { comment: of.comment });
  while ((await net.writeOf(edit._id))?.state !== 'sent') await net.clock.run(50);
  net.killAndRestart();
  await net.settle(2 * minuteMs);
  expect(await ended(edit._id)).toMatchObject({ state: 'saved' });
  expect(net.effectsOn('Appointment', of.id, 'comment').length).toBe(1);
});

test('while Halaxy is away an edit waits, which is no delivery; when it is back it is carried', async () => {
  const of = session();
  net.halaxy.faults({ settings: { offline: true } });
  const edit = await editOf(of, { comment: 'waited' }, { comment: of.comment });
  await net.clock.run(10 * minuteMs);
  expect(await net.writeOf(edit._id)).toMatchObject({ state: 'ready', deliveries: 0 });
  net.halaxy.faults({ clear: true, settings: { offline: false } });
  await net.settle(2 * minuteMs);
  expect(await ended(edit._id)).toMatchObject({ state: 'saved', deliveries: 1 });
});

test('what cannot be carried within a day is given up, and lies in dead letters without a value', async () => {
  const of = session();
  net.halaxy.faults({ settings: { offline: true } });
  const edit = await editOf(of, { comment: 'a secret of a client' }, { comment: of.comment });
  await net.clock.run(minuteMs);
  const almostADayAgo = { $set: { sinceMs: net.clock.nowMs() - 24 * hourMs + minuteMs } };
  await net.store.collection<{ _id: string }>('writes').updateOne({ _id: edit._id }, almostADayAgo);
  expect((await net.writeOf(edit._id))?.over).toBe(false);
  await net.settle(2 * minuteMs);
  expect(await ended(edit._id)).toMatchObject({ state: 'failed', reason: 'gave-up' });
  const letters = await net.pod().writes.deadLetters.list('demo', '', 10);
  expect(letters).toMatchObject([{ _id: edit._id, kind: 'session', reason: 'gave-up', state: 'waiting' }]);
  expect(JSON.stringify(letters)).not.toContain('secret');
});

test('an edit whose nudge was lost is taken with the next one of its record', async () => {
  const of = session();
  const first = await editOf(of, { comment: 'first' }, { comment: of.comment });
  await net.store.collection('writes').deleteMany({});
  await editOf(of, { comment: 'second' }, { comment: 'first' });
  await net.settle(10_000);
  expect(await ended(first._id)).toMatchObject({ state: 'saved' });
  expect(now(of.id).comment).toBe('second');
});

const booking = (of: ReturnType<typeof session>, atMs: number) =>
  ({
    kind: 'booking',
    change: {
      clientId: 'c',
      practitionerId: 'p',
      startMs: atMs,
      endMs: atMs + 50 * minuteMs,
      locationType: null,
    },
    halaxy: { roleId: of.roleId, patientId: of.patientId, serviceId: null },
  }) as const;

test('a booking is made by one request, and what was made is known to be its own', async () => {
  const of = session();
  const edit = await net.edit('', booking(of, of.span.startMs + 24 * hourMs + 7 * minuteMs));
  await net.settle(10_000);
  const [made] = bookedAt(net, of.patientId, of.span.startMs + 24 * hourMs + 7 * minuteMs);
  expect(await ended(edit._id)).toMatchObject({ state: 'saved', resourceId: made?.id, deliveries: 1 });
  expect(net.observed).toMatchObject([
    { id: made?.id, bornOf: edit._id, bornFor: of.patientId, settlesSeq: 0 },
  ]);
});

test('I2: rebooking a slot whose booking was cancelled books it', async () => {
  const of = session();
  const atMs = of.span.startMs + 48 * hourMs + 7 * minuteMs;
  const first = await net.edit('', booking(of, atMs));
  await net.settle(10_000);
  act('cancel', { appointmentId: (await ended(first._id)).resourceId ?? '' });
  // Its answer is lost: the cancelled one must not pass for what it made.
  net.halaxy.faults({
    rules: [{ kind: 'effect-without-answer', method: 'POST', path: 'Appointment', times: 1 }],
  });
  const second = await net.edit('', booking(of, atMs));
  await net.settle(2 * minuteMs);
  expect((await ended(second._id)).state).toBe('saved');
  expect((await ended(second._id)).resourceId).not.toBe((await ended(first._id)).resourceId);
  expect(bookedAt(net, of.patientId, atMs)).toHaveLength(1);
});

test('I2: of two equal bookings whose answers are lost none is taken for the other', async () => {
  const of = session();
  const atMs = of.span.startMs + 72 * hourMs + 7 * minuteMs;
  net.halaxy.faults({
    rules: [{ kind: 'effect-without-answer', method: 'POST', path: 'Appointment', times: 2 }],
  });
  const edits = [await net.edit('', booking(of, atMs)), await net.edit('', booking(of, atMs))];
  await net.settle(5 * minuteMs);
  const writes = await Promise.all(edits.map(({ _id }) => ended(_id)));
  const bound = writes.flatMap(({ resourceId }) => resourceId ?? []);
  expect(new Set(bound).size).toBe(bound.length);
  expect(bookedAt(net, of.patientId, atMs).length).toBe(2);
  for (const { state } of writes) expect(['saved', 'failed']).toContain(state);
});

test('a client is registered once, though the answer was lost, and their details changed where Halaxy keeps them', async () => {
  net.halaxy.faults({
    rules: [{ kind: 'effect-without-answer', method: 'POST', path: 'Patient', times: 1 }],
  });
  const change = { givenName: 'Bo', familyName: 'Sample', birthDate: '1990-01-01', mobile: '+61400000003' };
  const edit = await net.edit('', { kind: 'registration', change });
  await net.settle(2 * minuteMs);
  const { state, resourceId } = await ended(edit._id);
  const alike = () => net.halaxy.list('Patient').filter((one) => JSON.stringify(one.name).includes('"Bo"'));
  expect([state, alike().length]).toEqual(['saved', 1]);
  const base = { mobile: '+61400000003' };
  const changed = await net.edit('c_bo', {
    kind: 'patient',
    change: { mobile: '+61400000004' },
    base,
    halaxy: { id: resourceId ?? '' },
  });
  await net.settle(minuteMs);
  expect((await ended(changed._id)).state).toBe('saved');
  expect(JSON.stringify(alike())).toContain('+61400000004');
});

test('I2: two processes that carry the edits of one practice send each of them once', async () => {
  const other = net.startPod('another pod');
  const texts: string[] = [];
  for (let place = 0; place < 12; place += 1) {
    const of = session(place % 4);
    const comment = `by either ${place}`;
    texts.push(comment);
    await editOf(of, { comment }, { comment: place < 4 ? of.comment : `by either ${place - 4}` });
    other.writer.nudge('demo');
  }
  await net.settle(minuteMs);
  const sent = net.halaxy.ledger.effects.flatMap(({ field, after }) =>
    field === 'comment' ? [String(after)] : [],
  );
  expect(sent.sort()).toEqual(texts.sort());
  await other.close();
});
