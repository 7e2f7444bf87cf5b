import type { EditView } from '@bloom/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from '../chromium.ts';
import { desk, editClinic } from './edit-clinic.ts';
import { logIn } from './log-in.ts';
import { type Frame, startClinic, until } from './start-clinic.ts';

let clinic: Awaited<ReturnType<typeof startClinic>>;
let people: ReturnType<typeof editClinic>;
let browser: Browser;

beforeAll(async () => {
  clinic = await startClinic({ slot: 3 });
  people = editClinic(clinic);
  browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox'] });
}, 300_000);
beforeEach(() => clinic.control('faults', { clear: true }));
afterAll(async () => {
  await browser?.close();
  await clinic?.close();
}, 60_000);

test('I13: an edit is on a colleague’s screen at once, then in Halaxy, and only then called saved', async () => {
  const session = await people.aSession();
  const socket = await clinic.socket('admin@bloom.test');
  const frames: Frame[] = [];
  const edits: EditView[] = [];
  socket.on('change', (frame: Frame) => frames.push(frame));
  socket.on('edit', (edit: EditView) => edits.push(edit));
  await socket.emitWithAck('subscribe', { channel: 'practice:demo' });
  const { edit } = await people.patch(session.id, { comment: 'typed here' });
  const shown = (isPending: boolean) => (frame: Frame) =>
    frame.id === session.id &&
    frame.view?.comment === 'typed here' &&
    (frame.view.pending !== undefined) === isPending;
  const pending = await until(() => frames.find(shown(true)));
  expect(pending.view).toMatchObject({ pending: { editId: edit.id } });
  const saved = await until(() => edits.find(({ id, state }) => id === edit.id && state === 'saved'));
  expect(saved.saved).toEqual(['comment']);
  expect((await people.written(session.halaxyId, 'comment')).at(-1)).toBe('typed here');
  expect((await until(() => frames.find(shown(false)))).revision).toBeGreaterThan(pending.revision);
  const revisions = frames.filter(({ id }) => id === session.id).map(({ revision }) => revision);
  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  socket.close();
}, 60_000);

test('I13: a socket that was away hears of a refusal when it is back', async () => {
  const session = await people.aSession();
  const first = await clinic.socket(desk);
  const { position } = await first.emitWithAck('subscribe', {
    channel: `practitioner:${session.practitionerId}`,
  });
  first.close();
  await clinic.control('faults', { rules: [{ kind: 'status', method: 'PATCH', status: 422, times: 1 }] });
  const { edit } = await people.patch(session.id, { comment: 'not to be' });
  expect((await people.ended(edit.id)).state).toBe('refused');
  const again = await clinic.socket(desk);
  const subscribe = { channel: `practitioner:${session.practitionerId}`, since: position };
  const { recovered, changes } = await again.emitWithAck('subscribe', subscribe);
  const missed = changes.find(({ kind, id }: Frame) => kind === 'edit' && id === edit.id);
  expect([recovered, missed?.view.state]).toEqual([true, 'refused']);
  again.close();
}, 60_000);

test('I2: a person who changes the same field at Halaxy meanwhile keeps their value, and the other is told', async () => {
  const session = await people.aSession();
  const slowly = { kind: 'latency', method: 'GET', path: 'Appointment', ms: 700, times: 4 };
  await clinic.control('faults', { rules: [slowly] });
  const base = { comment: session.comment, status: session.status };
  const mine = people.patch(session.id, { comment: 'mine', status: 'confirmed', base });
  await clinic.control('act', { act: 'comment', appointmentId: session.halaxyId, text: 'theirs' });
  const edit = await people.ended((await mine).edit.id);
  const lost = [{ field: 'comment', yours: 'mine', theirs: 'theirs' }];
  expect(edit).toMatchObject({ state: 'conflict', lost, saved: ['status'] });
  expect(await people.shown(session.id)).toMatchObject({ comment: 'theirs', status: 'confirmed' });
}, 60_000);

test('a booking is on the screen at once, and becomes the session that Halaxy made of it', async () => {
  const { clientId, practitionerId, start: from } = await people.aSession();
  const atMs = Date.parse(from) + 28 * 86_400_000 + 7 * 60_000;
  const [start, end] = [new Date(atMs).toISOString(), new Date(atMs + 3_000_000).toISOString()];
  const socket = await clinic.socket(desk);
  const frames: (Frame & { replaces?: string })[] = [];
  socket.on('change', (frame: Frame) => frames.push(frame));
  await socket.emitWithAck('subscribe', { channel: `practitioner:${practitionerId}` });
  const { edit } = await people.book({ patientId: clientId, practitionerId, start, end });
  const id = `edit:${edit.id}`;
  await until(() => frames.find((frame) => frame.id === id && frame.view !== null));
  const made = await until(() => frames.find(({ replaces }) => replaces === id));
  expect(made.view).toMatchObject({ clientId, status: 'scheduled' });
  await until(() => frames.find((frame) => frame.id === id && frame.view === null));
  expect((await people.ended(edit.id)).state).toBe('saved');
  socket.close();
}, 60_000);

test('I13: on the page a comment is shown while it is on its way, told when it is saved, and a conflict in words', async () => {
  const session = await people.aSession();
  const page = await logIn(browser, clinic.origin, desk);
  await page.getByTestId('practitioner-select').selectOption(session.practitionerId ?? '');
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Australia/Sydney' }).format();
  const daysAhead = (Date.parse(session.date) - Date.parse(today)) / 86_400_000;
  for (let day = 0; day < daysAhead; day += 1) await page.getByTestId('day-next').click();
  const row = page.getByTestId(`session-${session.id}`);
  const state = page.getByTestId(`edit-state-${session.id}`);
  const write = async (text: string) => {
    await page.getByTestId(`comment-edit-${session.id}`).click();
    await page.getByTestId(`comment-input-${session.id}`).fill(text);
    await page.getByTestId(`comment-input-${session.id}`).press('Enter');
  };
  const slowly = { kind: 'latency', method: 'PATCH', ms: 1_500, times: 1 };
  await clinic.control('faults', { rules: [slowly] });
  await write('written on the page');
  await row.getByText('written on the page').waitFor();
  await state.and(page.locator('[data-state="saving"]')).waitFor();
  await state.and(page.locator('[data-state="saved"]')).waitFor();
  expect((await people.written(session.halaxyId, 'comment')).at(-1)).toBe('written on the page');
  // Nobody is told of what changes there: the page goes on showing what it was told last.
  await clinic.control('faults', { settings: { webhookDrop: 1_000 } });
  await clinic.control('act', { act: 'comment', appointmentId: session.halaxyId, text: 'theirs' });
  await write('mine on the page');
  await page.getByTestId(`edit-conflict-${session.id}`).getByText('theirs').first().waitFor();
  await page.close();
}, 90_000);
