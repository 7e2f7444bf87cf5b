import { randomUUID } from 'node:crypto';
import type { EditView } from '@bloom/contracts';
import { writeLivesMs } from '@bloom/domain';
import { connectStore, type Store, type WriteDocument } from '@bloom/store';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { desk, editClinic } from './edit-clinic.ts';
import { runPage } from './run-page.ts';
import { startClinic, until } from './start-clinic.ts';

/** The operators' page is run block by block, in its order, beside people whose edits it is about. */
const ops = 'ops@bloom.test';
const lettersMade = 6;

type Edited = { readonly halaxyId: string; readonly comment: string; readonly edit: EditView };
type Letter = { readonly id: string; readonly state: string };

let clinic: Awaited<ReturnType<typeof startClinic>>;
let people: ReturnType<typeof editClinic>;
let store: Store;
let page: ReturnType<typeof runPage>;
const edited: Edited[] = [];

beforeAll(async () => {
  clinic = await startClinic({ slot: 6 });
  people = editClinic(clinic);
  store = await connectStore(`mongodb://127.0.0.1:${clinic.settings.ports.mongodb}/bloom?replicaSet=rs0`);
  page = runPage('docs/05-dead-letters-and-breakers.md', clinic);
  const sessions = [];
  while (sessions.length < lettersMade) sessions.push(await people.aSession());
  await clinic.control('faults', { settings: { offline: true } });
  for (const [place, session] of sessions.entries())
    edited.push(await comment(session, `nobody is to read this ${place}`));
  await giveUp(edited.map(({ edit }) => edit.id));
}, 300_000);
afterAll(async () => {
  page?.close();
  await store?.close();
  await clinic?.close();
}, 60_000);

type Session = { readonly id: string; readonly halaxyId: string };
async function comment({ id, halaxyId }: Session, text: string): Promise<Edited> {
  const { edit } = await people.patch(id, { comment: text });
  return { edit, halaxyId, comment: text };
}

const writes = () => store.collection<WriteDocument>('writes');
const letters = async () => (await clinic.api<{ items: Letter[] }>(ops, '/ops/dead-letters')).items;
const inState = async (state: string) =>
  (await letters()).filter((one) => one.state === state).map(({ id }) => id);
const edits = async () => (await clinic.api<{ items: EditView[] }>(desk, '/edits')).items;

/** Their day passes at once: nobody waits for it here. */
async function giveUp(ids: readonly string[]): Promise<void> {
  const dayAgoMs = Date.now() - writeLivesMs;
  const young = { _id: { $in: [...ids] }, over: false, sinceMs: { $gt: dayAgoMs } };
  await until(async () => {
    await writes().updateMany(young, { $set: { sinceMs: dayAgoMs, dueAtMs: dayAgoMs }, $inc: { v: 1 } });
    return (await inState('waiting')).length === ids.length ? true : undefined;
  }, 250);
}

function editedBy(id: string | undefined): Edited {
  const found = edited.find(({ edit }) => edit.id === id);
  if (!found) throw new Error(`nobody made the edit ${id}`);
  return found;
}
/** How often what an edit wanted was done in Halaxy. */
async function effectsOf({ halaxyId, comment: text }: Edited): Promise<number> {
  return (await people.written(halaxyId, 'comment')).filter((written) => written === text).length;
}
/** The new edit of one that was given up ends saved, in its author's name and with one effect. */
async function expectCarried(id: string | undefined): Promise<void> {
  const { id: again } = await until(async () => (await edits()).find(({ retryOf }) => retryOf === id), 250);
  expect(await people.ended(again)).toMatchObject({ state: 'saved', by: editedBy(id).edit.by });
  expect(await effectsOf(editedBy(id))).toBe(1);
}

test('edits that were given up are listed, and shown with why and with what to do', async () => {
  const listed = await page.next();
  for (const { edit } of edited) expect(listed).toMatch(new RegExp(`^${edit.id} .* 0 sent .* waiting$`, 'm'));
  expect(listed).toContain(`Given up: ${lettersMade}. Waiting for a decision: ${lettersMade}.`);
  const shown = await page.next();
  expect(shown).toContain((await inState('waiting')).at(-1));
  expect(shown).toMatch(/why +gave-up: /);
  expect(shown).toMatch(/what to do +see that Halaxy answers, then replay it\./);
});

test('I2: what is replayed when Halaxy is back is saved there once, in its author’s name; replayed twice it is one', async () => {
  await clinic.control('faults', { clear: true });
  const oldest = (await inState('waiting')).at(-1);
  expect(await page.next()).toMatch(/^e_\S+ .* replayed$/m);
  expect(await inState('replayed')).toEqual([oldest]);
  expect(await page.run('make dead-letters REPLAY=$ID')).toMatch(/^e_\S+ .* replayed$/m);
  await expectCarried(oldest);
  expect((await edits()).filter(({ retryOf }) => retryOf === oldest)).toHaveLength(1);
}, 180_000);

test('what is discarded, for a reason that is kept, never reaches Halaxy', async () => {
  const oldest = (await inState('waiting')).at(-1);
  expect(await page.next()).toMatch(/^e_\S+ .* discarded$/m);
  expect(await inState('discarded')).toEqual([oldest]);
  expect(await page.run(`make dead-letters SHOW=${oldest}`)).toMatch(/note +done by hand in Halaxy$/m);
  await expect(clinic.api(ops, `/ops/dead-letters/${oldest}/replay`, { method: 'POST' })).rejects.toThrow(
    'DEAD_LETTER_DECIDED',
  );
});

test('the same is done over REST', async () => {
  expect(await page.next()).toContain('"state":"waiting"');
  const oldest = (await inState('waiting')).at(-1);
  expect(await page.next()).toContain('"state":"replayed"');
  await expectCarried(oldest);
  expect(await page.next()).toContain('"note":"done by hand in Halaxy"');
  expect((await inState('discarded')).length).toBe(2);
}, 180_000);

test('I2: all that wait are replayed, each once in effect, and a second time there is nothing to replay', async () => {
  const waiting = await inState('waiting');
  expect(await page.next()).toContain(`Replayed ${waiting.length} of ${waiting.length} that waited.`);
  for (const id of waiting) await expectCarried(id);
  const before = (await edits()).length;
  expect(await page.run('make dead-letters REPLAY=all')).toContain('Replayed 0 of 0 that waited.');
  expect((await edits()).length).toBe(before);
  for (const id of await inState('discarded')) expect(await effectsOf(editedBy(id))).toBe(0);
}, 180_000);

test('while an operator holds the circuits edits are taken and wait; let go of, they are carried', async () => {
  expect(await page.next()).toContain('"class":"write"');
  const forced = await page.next();
  expect(forced.match(/"state":"open"[^}]*"forced":true/g)).toHaveLength(3);
  // A door looks for holds once a second: what a person does after it finds the circuits held.
  const made = await until(async () => {
    const { edit, halaxyId } = editedBy((await inState('discarded'))[0]);
    const one = await comment({ id: edit.target.id, halaxyId }, `held ${randomUUID()}`);
    const waits = await until(async () => {
      const write = await writes().findOne({ _id: one.edit.id });
      return write?.over || write?.lastError ? write : undefined;
    }, 50);
    return waits.lastError === 'HALAXY_CIRCUIT_OPEN' ? one : undefined;
  });
  expect(await writes().findOne({ _id: made.edit.id })).toMatchObject({ deliveries: 0, over: false });
  expect(await people.editOf(made.edit.id)).toMatchObject({ state: 'queued' });
  expect(await page.run('ops GET /breakers')).toContain('"forced":true');
  expect(await effectsOf(made)).toBe(0);
  expect(await page.next()).not.toContain('"forced":true');
  expect(await people.ended(made.edit.id)).toMatchObject({ state: 'saved' });
  expect(await effectsOf(made)).toBe(1);
}, 180_000);

test('the page’s look at what is wrong runs to its end, and its metrics are those of the services', async () => {
  expect(await page.next()).toMatch(/^bloom_writer_dead_letters 0$/m);
  await page.next();
  expect(page.left()).toEqual([]);
  const { ingest, reconciler, writer, dashboardApi } = clinic.settings.ports;
  const served = await Promise.all(
    [ingest, reconciler, writer, dashboardApi].map(async (port) =>
      (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    ),
  );
  const named = new Set(page.text.match(/\bbloom_[a-z_]+[a-z]\b(?!\()/g));
  expect(named.size).toBeGreaterThan(10);
  for (const name of named)
    expect([name, served.some((text) => text.includes(`# TYPE ${name} `))]).toEqual([name, true]);
});

test('nothing of what people wanted is printed', () => {
  expect(page.told()).toContain(edited[0]?.edit.id);
  expect(page.told()).not.toContain('nobody is to read this');
});
