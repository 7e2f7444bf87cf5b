import { encodeChanges } from '@bloom/broker';
import { createMemoryBroker } from '@bloom/broker/memory';
import { type Change, channelsOfSession } from '@bloom/contracts';
import { createSealer, localKms } from '@bloom/kit';
import { createForgetDashboards } from '@bloom/store';
import { createMemoryDashboardCache } from '@bloom/store/memory';
import { createTestClock } from '@bloom/testkit';
import { expect, test } from '@jest/globals';
import { createReadThrough } from '../read/read-through.ts';
import { keepFigures } from './keep-figures.ts';
import type { PractitionerFiguresOf } from './practitioner-figures.ts';

const idKey = new Uint8Array(32).fill(4);
const aims = { maxSessions: 25, weeklyRevenueTarget: 5_500, monthlyRevenueTarget: 22_000 };
type Asked = Parameters<PractitionerFiguresOf>;

/** Figures that tell how often they were worked out, and a relay's word to caches. */
function openFigures() {
  const clock = createTestClock(0);
  const cache = createMemoryDashboardCache({ clock });
  const sealer = createSealer(localKms(new Map([['k', new Uint8Array(32).fill(3)]])));
  const broker = createMemoryBroker({ clock });
  const forget = createForgetDashboards({ cache, idKey });
  let count = 0;
  const of: PractitionerFiguresOf = async () => {
    count += 1;
    return { figures: { count } as never, untilMs: 10_000 };
  };
  const through = createReadThrough({ cache, sealer, clock });
  return {
    ...keepFigures(of, { through, idKey }),
    async announce(practice: string, kind: Change['kind'], practitionerId: string): Promise<void> {
      const changes = [{ kind, id: 'x', channels: channelsOfSession(practice, practitionerId) }];
      const messages = await encodeChanges(broker, practice, changes, 0);
      await forget(messages.map((message) => ({ id: 'row', message })));
    },
  };
}

const asked = (date: string, given: Partial<typeof aims> = {}): Asked => [
  'demo',
  'p_ann',
  { date: date as never, zone: 'Australia/Sydney' as never, aims: { ...aims, ...given } },
];
const today = asked('2026-11-23');

test('I4: figures outlive what concerns a session alone, and nothing that concerns them', async () => {
  const { kept, announce } = openFigures();
  const seen: unknown[] = [];
  const look = async () => seen.push((await kept(...today)).figures);
  await look();
  await announce('demo', 'session', 'p_ann');
  await look();
  await announce('demo', 'figures', 'p_bob');
  await announce('other', 'figures', 'p_ann');
  await look();
  await announce('demo', 'figures', 'p_ann');
  await look();
  await announce('demo', 'own', 'p_ann');
  await look();
  expect(seen).toEqual([1, 1, 1, 2, 3].map((count) => ({ count })));
});

test('figures of another day, or for other aims, are others', async () => {
  const { kept } = openFigures();
  const of = async (...one: Asked) => (await kept(...one)).figures;
  expect(await of(...today)).toEqual({ count: 1 });
  expect(await of(...asked('2026-11-24'))).toEqual({ count: 2 });
  expect(await of(...asked('2026-11-23', { maxSessions: 20 }))).toEqual({ count: 3 });
  expect(await of(...today)).toEqual({ count: 1 });
});

test('I4: figures for a screen are worked out anew, and kept for who asks next', async () => {
  const { kept, renewed } = openFigures();
  await kept(...today);
  expect((await renewed(...today)).figures).toEqual({ count: 2 });
  expect((await kept(...today)).figures).toEqual({ count: 2 });
});
