import type { Tailed } from '@bloom/broker';
import { entityChanged } from '@bloom/contracts';
import type { EntityChanged } from '@bloom/proto';
import { recordTables, type SessionDocument } from '@bloom/store';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startNetwork } from './start-network.ts';

let net: Awaited<ReturnType<typeof startNetwork>>;
const announced: EntityChanged[] = [];
let tail: ReturnType<typeof net.broker.tail>;

beforeAll(async () => {
  net = await startNetwork(['demo', 'other']);
  await Promise.all([net.synced('demo'), net.synced('other')]);
  tail = net.broker.tail(entityChanged, {
    onMessages: (batch: readonly Tailed<EntityChanged>[]) =>
      void announced.push(...batch.map(({ message }) => message)),
  });
  await tail.start();
  await tail.ready;
}, 120_000);
afterAll(async () => {
  await tail.stop();
  await net.close();
});

async function anOpenSession(practice: string, skip = 0): Promise<SessionDocument> {
  const [found] = await recordTables(net.store)
    .sessions.find({ practice, gone: false, startMs: { $gt: Date.now() } })
    .sort({ startMs: 1 })
    .skip(skip)
    .limit(1)
    .toArray();
  if (!found) throw new Error('the clinic has no session ahead');
  return found;
}

const sessionNow = (id: string) => recordTables(net.store).sessions.findOne({ _id: id });
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('I1: what a person changes in Halaxy is in our record and announced to its screens', async () => {
  const before = await anOpenSession('demo');
  await net.act('demo', 'comment', { appointmentId: before.halaxyId, text: 'from the front desk' });
  await until(() => announced.some(({ id }) => id === before._id));
  expect(await sessionNow(before._id)).toMatchObject({
    comment: 'from the front desk',
    revision: before.revision + 1,
  });
  expect(announced.find(({ id }) => id === before._id)).toMatchObject({
    practiceId: 'demo',
    kind: 'session',
    channels: ['practice:demo', `practitioner:${before.practitionerId}`],
  });
});

test('I1: ten changes of one appointment in a row end in the last, however they were coalesced', async () => {
  const before = await anOpenSession('demo', 1);
  for (let i = 1; i <= 10; i += 1)
    await net.act('demo', 'comment', { appointmentId: before.halaxyId, text: `change ${i}` });
  await until(async () => (await sessionNow(before._id))?.comment === 'change 10');
});

const troubles = [
  ['answers nothing', { settings: { offline: true } }, { settings: { offline: false } }],
  [
    'refuses our key',
    { revokeTokens: true, settings: { tokenRefused: true } },
    { settings: { tokenRefused: false } },
  ],
] as const;

test.each(troubles)(
  'I5: while one practice’s Halaxy %s, another’s changes flow',
  async (kind, trouble, over) => {
    const control = net.simulators.get('demo')?.controlUrl;
    const faults = (body: object) =>
      fetch(`${control}faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const [stuck, flowing] = [await anOpenSession('demo', 2), await anOpenSession('other')];
    await faults(trouble);
    await net.act('demo', 'comment', { appointmentId: stuck.halaxyId, text: `while it ${kind}` });
    await net.act('other', 'comment', {
      appointmentId: flowing.halaxyId,
      text: `undisturbed, while it ${kind}`,
    });
    await until(async () => (await sessionNow(flowing._id))?.comment === `undisturbed, while it ${kind}`);
    expect((await sessionNow(stuck._id))?.comment).toBe(stuck.comment);
    await faults(over);
    await until(async () => (await sessionNow(stuck._id))?.comment === `while it ${kind}`);
  },
  120_000,
);

test('I5: nothing of one practice is announced to another', () => {
  expect(announced.length).toBeGreaterThan(0);
  for (const { practiceId, channels } of announced)
    expect(channels.filter((name) => name.startsWith('practice:'))).toEqual([`practice:${practiceId}`]);
});

test('I6: no comment, name or secret is in any log line', () => {
  const all = net.logged.join();
  for (const planted of ['front desk', 'while it', 'secret of', 'a secret'])
    expect(all).not.toContain(planted);
});
