import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { editClinic } from './edit-clinic.ts';
import { startClinic, until } from './start-clinic.ts';

let clinic: Awaited<ReturnType<typeof startClinic>>;
let people: ReturnType<typeof editClinic>;

beforeAll(async () => {
  clinic = await startClinic({ slot: 9 });
  people = editClinic(clinic);
}, 300_000);
beforeEach(() => clinic.control('faults', { clear: true }));
afterAll(async () => {
  await clinic?.close();
}, 60_000);

const times = async (halaxyId: string, text: string) =>
  (await people.written(halaxyId, 'comment')).filter((one) => one === text).length;

test('I2: halaxy-writer killed between request and answer: the edit takes effect once, and ends', async () => {
  const session = await people.aSession();
  await clinic.control('faults', { rules: [{ kind: 'latency', method: 'PATCH', ms: 4_000, times: 1 }] });
  const { edit } = await people.patch(session.id, { comment: 'sent once' });
  await until(async () => ((await people.editOf(edit.id)).state === 'sending' ? true : undefined));
  await clinic.signal('halaxy-writer', 'SIGKILL');
  await clinic.stack.up();
  expect((await people.ended(edit.id)).state).toBe('saved');
  expect(await times(session.halaxyId, 'sent once')).toBe(1);
}, 120_000);

test('I2: halaxy-writer frozen past its lease with an edit in its hands does not send it when it wakes', async () => {
  const session = await people.aSession();
  await clinic.control('faults', {
    rules: [{ kind: 'latency', method: 'GET', path: 'Appointment/', ms: 2_000, times: 1 }],
  });
  const { edit } = await people.patch(session.id, { comment: 'not twice' });
  await clinic.signal('halaxy-writer', 'SIGSTOP');
  const stoppedMs = Date.now();
  await until(() => (Date.now() - stoppedMs > 22_000 ? true : undefined), 500);
  expect(await times(session.halaxyId, 'not twice')).toBe(0);
  await clinic.signal('halaxy-writer', 'SIGCONT');
  expect((await people.ended(edit.id)).state).toBe('saved');
  expect(await times(session.halaxyId, 'not twice')).toBe(1);
}, 120_000);

test('I13: while Halaxy is away edits wait, are shown, and are carried in order when it is back', async () => {
  const session = await people.aSession();
  await clinic.control('faults', { settings: { offline: true } });
  const texts = ['first', 'second', 'third'];
  const edits = [];
  for (const [place, comment] of texts.entries()) {
    const base = { comment: texts[place - 1] ?? session.comment };
    edits.push((await people.patch(session.id, { comment, base })).edit.id);
  }
  expect(await people.shown(session.id)).toMatchObject({ comment: 'third', pending: { editId: edits[2] } });
  await clinic.control('faults', { clear: true, settings: { offline: false } });
  for (const id of edits) expect((await people.ended(id)).state).toBe('saved');
  expect((await people.written(session.halaxyId, 'comment')).slice(-3)).toEqual(texts);
}, 120_000);

test('I4: the pod that dies between commit and relay leaves an edit that is carried before the next one', async () => {
  const session = await people.aSession();
  await clinic.signal('kafka', 'SIGSTOP');
  const first = await people.patch(session.id, { comment: 'outlives its pod' });
  await clinic.signal('dashboard-api', 'SIGKILL');
  await clinic.signal('kafka', 'SIGCONT');
  await clinic.stack.up();
  const second = await people.patch(session.id, { comment: 'of the next pod' });
  for (const { edit } of [first, second]) expect((await people.ended(edit.id)).state).toBe('saved');
  expect((await people.written(session.halaxyId, 'comment')).slice(-2)).toEqual([
    'outlives its pod',
    'of the next pod',
  ]);
}, 120_000);

test('I2: with the broker killed and Redis emptied edits are accepted and shown, and carried when it is back', async () => {
  const session = await people.aSession();
  await clinic.signal('kafka', 'SIGKILL');
  await flushRedis(clinic.settings.ports.redis);
  const { edit } = await people.patch(session.id, { comment: 'without a broker' });
  expect(await people.shown(session.id)).toMatchObject({
    comment: 'without a broker',
    pending: { editId: edit.id },
  });
  await clinic.stack.up();
  expect((await people.ended(edit.id)).state).toBe('saved');
  expect(await times(session.halaxyId, 'without a broker')).toBe(1);
}, 180_000);

/** As an operator does it by hand; the answer is awaited. */
function flushRedis(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('FLUSHALL\r\n'));
    socket.once('data', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
