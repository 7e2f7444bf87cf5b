import type { Sealer } from '@bloom/kit';
import type { PracticeDocument } from '@bloom/store';
import { expect, test } from '@jest/globals';
import { createSenders } from './create-senders.ts';

const sealer = { open: async (sealed: unknown) => String(sealed) } as unknown as Sealer;

/** One practice at `key-of-demo`, and a count of what the database was asked for. */
function open() {
  const demo = {
    _id: 'demo',
    practiceKey: 'key-of-demo',
    webhookSecrets: [{ secret: 'its-secret', endsAtMs: null }],
  } as unknown as PracticeDocument;
  const state = { looks: 0, away: false, nowMs: 1_000_000 };
  const senders = createSenders({
    practices: {
      byKey: async (key) => {
        state.looks += 1;
        if (state.away) throw new Error('the database is away');
        return key === demo.practiceKey ? demo : null;
      },
      all: async () => [demo],
    },
    sealer,
    clock: { nowMs: () => state.nowMs, monotonicMs: () => state.nowMs, sleep: async () => {} },
  });
  return { senders, state };
}

test('I8: guessed addresses push out no practice: its webhooks are taken while the database is away', async () => {
  const { senders, state } = open();
  await senders.learnAll();
  for (let i = 0; i < 10_500; i += 1) await senders.senderOf(`guess-${i}`);
  state.away = true;
  state.nowMs += 60_000;
  expect(await senders.senderOf('key-of-demo')).toEqual({ practiceId: 'demo', secrets: ['its-secret'] });
});

test('a guess is remembered for a while, and the oldest are forgotten', async () => {
  const { senders, state } = open();
  for (let i = 0; i < 10_001; i += 1) await senders.senderOf(`guess-${i}`);
  const before = state.looks;
  await senders.senderOf('guess-10000');
  expect(state.looks).toBe(before);
  await senders.senderOf('guess-0');
  expect(state.looks).toBe(before + 1);
});

test('what is a practice’s address is known without a look, also while its secrets are looked up anew', async () => {
  const { senders, state } = open();
  expect(senders.knows('key-of-demo')).toBe(false);
  await senders.learnAll();
  senders.forget('demo');
  await senders.senderOf('guess');
  expect([senders.knows('key-of-demo'), senders.knows('guess'), state.looks]).toEqual([true, false, 1]);
});
