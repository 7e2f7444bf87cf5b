import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../chromium.ts';
import { type Frame, startClinic, until } from './start-clinic.ts';

const desk = 'reception@bloom.test';
/** Who looks again and again is another user: requests are limited by user. */
const watcher = 'admin@bloom.test';
const lookEveryMs = 200;
type Session = {
  readonly id: string;
  readonly appointmentId: string;
  readonly comment: string;
  readonly revision: number;
  readonly practitionerId: string;
  readonly date: string;
};

let clinic: Awaited<ReturnType<typeof startClinic>>;
let browser: Browser;

beforeAll(async () => {
  clinic = await startClinic();
  browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox'] });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await clinic?.close();
}, 60_000);

/** Changes the comment of an appointment to come, at Halaxy's own screen. */
async function comment(index: number, text: string): Promise<void> {
  const appointments = await clinic.appointments();
  await clinic.control('act', { act: 'comment', appointmentId: appointments[index]?.id, text });
}

/** The session that shows this comment, once one does. */
async function sessionWith(text: string): Promise<Session> {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  return until(async () => {
    const { items } = await clinic.api<{ items: Session[] }>(
      watcher,
      `/appointments?from=${day(-1)}&to=${day(30)}`,
    );
    return items.find((item) => item.comment === text);
  }, lookEveryMs);
}

test('a change in Halaxy is seen by REST, and then pushed to a socket of its practice', async () => {
  await comment(0, 'first light');
  const seen = await sessionWith('first light');
  const socket = await clinic.socket(desk);
  const frames: Frame[] = [];
  socket.on('change', (frame: Frame) => frames.push(frame));
  const answer = await socket.emitWithAck('subscribe', { channel: 'practice:demo' });
  expect(answer).toMatchObject({ ok: true, recovered: false, changes: [] });
  await comment(0, 'second light');
  const frame = await until(() => frames.find(({ id }) => id === seen.id));
  expect(frame).toMatchObject({ channel: 'practice:demo', view: { comment: 'second light' } });
  expect(frame.revision).toBeGreaterThan(seen.revision);
  socket.close();
}, 60_000);

async function logIn(email: string): Promise<Page> {
  const page = await browser.newPage({ timezoneId: 'Australia/Sydney' });
  await page.goto(clinic.origin);
  await page.getByTestId('login-button').click();
  await page.locator('input[name=email]').fill(email);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('practitioner-select').waitFor();
  return page;
}

test('a change in Halaxy appears on the open page, without anybody touching it', async () => {
  await comment(1, 'before the page was opened');
  const session = await sessionWith('before the page was opened');
  const page = await logIn(desk);
  await page.getByTestId('practitioner-select').selectOption(session.practitionerId);
  const row = page.getByTestId(`session-${session.id}`);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Australia/Sydney' }).format();
  const daysAhead = (Date.parse(session.date) - Date.parse(today)) / 86_400_000;
  for (let day = 0; day < daysAhead; day += 1) await page.getByTestId('day-next').click();
  await row.getByText('before the page was opened').waitFor();
  await comment(1, 'while the page was open');
  await row.getByText('while the page was open').waitFor();
  await page.close();
}, 90_000);

test('I1: a change that was acknowledged while the reconciler lay killed is shown when it is back', async () => {
  await clinic.kill('reconciler');
  await comment(2, 'nobody was there to read it');
  await clinic.stack.up();
  expect((await sessionWith('nobody was there to read it')).comment).toBe('nobody was there to read it');
}, 120_000);

test('I4: a screen that was cut off by a killed gateway gets what it missed, or is told to reload', async () => {
  const first = await clinic.socket(desk);
  const { position } = await first.emitWithAck('subscribe', { channel: 'practice:demo' });
  await clinic.kill('realtime-gateway');
  await comment(3, 'while it was dark');
  await clinic.stack.up();
  const session = await sessionWith('while it was dark');
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
