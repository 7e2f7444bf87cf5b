import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from '../chromium.ts';
import { logIn } from './log-in.ts';
import { type Frame, startClinic, until } from './start-clinic.ts';

const desk = 'reception@bloom.test';
let clinic: Awaited<ReturnType<typeof startClinic>>;
let browser: Browser;

beforeAll(async () => {
  clinic = await startClinic({ slot: 0 });
  browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox'] });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await clinic?.close();
}, 60_000);

test('a change in Halaxy is seen by REST, and then pushed to a socket of its practice', async () => {
  await clinic.comment(0, 'first light');
  const seen = await clinic.sessionWith('first light');
  const socket = await clinic.socket(desk);
  const frames: Frame[] = [];
  socket.on('change', (frame: Frame) => frames.push(frame));
  const answer = await socket.emitWithAck('subscribe', { channel: 'practice:demo' });
  expect(answer).toMatchObject({ ok: true, recovered: false, changes: [] });
  await clinic.comment(0, 'second light');
  const frame = await until(() => frames.find(({ id }) => id === seen.id));
  expect(frame).toMatchObject({ channel: 'practice:demo', view: { comment: 'second light' } });
  expect(frame.revision).toBeGreaterThan(seen.revision);
  socket.close();
}, 60_000);

test('what is kept of a client in Bloom alone is pushed with every session that shows it', async () => {
  await clinic.comment(0, 'whose client is kept');
  const seen = await clinic.sessionWith('whose client is kept');
  const socket = await clinic.socket(desk);
  const frames: Frame[] = [];
  socket.on('change', (frame: Frame) => frames.push(frame));
  await socket.emitWithAck('subscribe', { channel: `practitioner:${seen.practitionerId}` });
  await clinic.keep(desk, `/clients/${seen.clientId}/own`, { presentingIssues: ['told at the desk'] });
  const frame = await until(() => frames.find(({ id, kind }) => kind === 'session' && id === seen.id));
  expect(frame.view?.presentingIssues).toEqual(['told at the desk']);
  expect(frame.revision).toBeGreaterThan(seen.revision);
  const own = await until(() => frames.find(({ kind }) => kind === 'own'));
  expect(own).toMatchObject({ id: seen.clientId, view: { presentingIssues: ['told at the desk'] } });
  socket.close();
}, 60_000);

test('a change in Halaxy appears on the open page, without anybody touching it', async () => {
  await clinic.comment(1, 'before the page was opened');
  const session = await clinic.sessionWith('before the page was opened');
  const page = await logIn(browser, clinic.origin, desk);
  await page.getByTestId('practitioner-select').selectOption(session.practitionerId);
  const row = page.getByTestId(`session-${session.id}`);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Australia/Sydney' }).format();
  const daysAhead = (Date.parse(session.date) - Date.parse(today)) / 86_400_000;
  for (let day = 0; day < daysAhead; day += 1) await page.getByTestId('day-next').click();
  await row.getByText('before the page was opened').waitFor();
  await clinic.comment(1, 'while the page was open');
  await row.getByText('while the page was open').waitFor();
  await page.close();
}, 90_000);

test('a booking at Halaxy is counted on the open page, without anybody touching it', async () => {
  await clinic.comment(1, 'whose figures are looked at');
  const { practitionerId } = await clinic.sessionWith('whose figures are looked at');
  const page = await logIn(browser, clinic.origin, desk);
  await page.getByTestId('practitioner-select').selectOption(practitionerId);
  const tomorrow = page.getByTestId('figures').locator('div', { hasText: 'Tomorrow' }).locator('dd');
  const before = Number(await tomorrow.textContent());
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Australia/Sydney' });
  const start = `${day.format(Date.now() + 86_400_000)}T20:15:00+11:00`;
  // Each of the clinic's roles has one who works under it: one of them is looked at.
  for (const practitionerRoleId of ['PR-500001', 'PR-500003', 'PR-500005'])
    await clinic.control('act', { act: 'create', practitionerRoleId, patientId: '1000001', start });
  await until(async () => (Number(await tomorrow.textContent()) === before + 1 ? true : undefined));
  await page.close();
}, 90_000);

test('I1: a change that was acknowledged while the reconciler lay killed is shown when it is back', async () => {
  await clinic.signal('reconciler', 'SIGKILL');
  await clinic.comment(2, 'nobody was there to read it');
  await clinic.stack.up();
  expect((await clinic.sessionWith('nobody was there to read it')).comment).toBe(
    'nobody was there to read it',
  );
}, 120_000);

test('I4: a screen that was cut off by a killed gateway gets what it missed, or is told to reload', async () => {
  const first = await clinic.socket(desk);
  const { position } = await first.emitWithAck('subscribe', { channel: 'practice:demo' });
  await clinic.signal('realtime-gateway', 'SIGKILL');
  await clinic.comment(3, 'while it was dark');
  await clinic.stack.up();
  const session = await clinic.sessionWith('while it was dark');
  const again = await clinic.socket(desk);
  const answer = (await again.emitWithAck('subscribe', { channel: 'practice:demo', since: position })) as {
    recovered: boolean;
    changes: Frame[];
  };
  const missed = answer.changes.find(({ id }) => id === session.id);
  expect(answer.recovered ? missed?.view?.comment : 'while it was dark').toBe('while it was dark');
  again.close();
}, 120_000);

test('a second start of everything harms nothing', async () => {
  const before = await clinic.stack.status();
  await clinic.stack.up();
  expect((await clinic.stack.status()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid));
}, 60_000);
