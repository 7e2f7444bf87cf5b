import { parseTimeZone } from '@bloom/domain';
import { createSealer, localKms } from '@bloom/kit';
import { dashboardOwner } from '@bloom/store';
import { createMemoryDashboardCache } from '@bloom/store/memory';
import { createTestClock } from '@bloom/testkit';
import { expect, test } from '@jest/globals';
import { createDayReader } from './day-reader.ts';
import type { StoredDay } from './read-day.ts';
import { createReadThrough } from './read-through.ts';

const idKey = new Uint8Array(32).fill(4);
const timezone = parseTimeZone('Australia/Sydney');
if (!timezone) throw new Error('no such zone');
const practice = { id: 'demo', timezone };

/** A store that answers when it is told to, with what it had when it was asked. */
function openDays() {
  const clock = createTestClock(0);
  const cache = createMemoryDashboardCache({ clock });
  let [stored, reads] = [1, 0];
  let answers: (() => void)[] = [];
  async function readDay(): Promise<StoredDay> {
    reads += 1;
    const day = { readAtMs: stored, untilMs: 10_000 } as StoredDay;
    await new Promise<void>((resolve) => answers.push(resolve));
    return day;
  }
  const sealer = createSealer(localKms(new Map([['k', new Uint8Array(32).fill(3)]])));
  const through = createReadThrough({ cache, sealer, clock });
  const days = createDayReader({ through, readDay, renewDay: readDay, idKey });
  const begun = async (): Promise<void> => {
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    days,
    clock,
    reads: () => reads,
    /** What is stored changes, and the cache is told, as before each announcement. */
    async change(to: number): Promise<void> {
      stored = to;
      await cache.forget([dashboardOwner(idKey, 'demo', 'p_ann')]);
    },
    /** Waits until the store has been asked all that is to be asked of it. */
    begun,
    /** Lets every reading that is under way end. */
    async answer(): Promise<void> {
      await begun();
      for (const each of answers) each();
      answers = [];
    },
  };
}

test('a day that many ask for at once is read once', async () => {
  const { days, reads, answer } = openDays();
  const asked = Array.from({ length: 50 }, () => days.read(practice, 'p_ann', undefined));
  await answer();
  const answered = await Promise.all(asked);
  expect(answered.map(({ day }) => day.readAtMs)).toEqual(Array.from({ length: 50 }, () => 1));
  expect(reads()).toBe(1);
});

test('I4: who asks after a change does not wait for a reading that began before it', async () => {
  const { days, reads, begun, change, answer } = openDays();
  const before = days.read(practice, 'p_ann', undefined);
  await begun();
  await change(2);
  const after = days.read(practice, 'p_ann', undefined);
  await answer();
  expect([(await before).day.readAtMs, (await after).day.readAtMs, reads()]).toEqual([1, 2, 2]);
});

test('I4: what a screen is told of after a change is kept for the next who asks', async () => {
  const { days, reads, change, answer } = openDays();
  const first = days.read(practice, 'p_ann', undefined);
  await answer();
  await first;
  await change(2);
  const renewed = days.renew(practice, 'p_ann');
  await answer();
  expect((await renewed).readAtMs).toBe(2);
  const next = await days.read(practice, 'p_ann', undefined);
  expect([next.cache, next.day.readAtMs, reads()]).toEqual(['hit', 2, 2]);
});

test('a day that ended its time is kept anew', async () => {
  const { days, clock, reads, answer } = openDays();
  const first = days.read(practice, 'p_ann', undefined);
  await answer();
  await first;
  expect((await days.read(practice, 'p_ann', undefined)).cache).toBe('hit');
  clock.set(10_000);
  const again = days.read(practice, 'p_ann', undefined);
  await answer();
  expect([(await again).cache, reads()]).toEqual(['miss', 2]);
});
